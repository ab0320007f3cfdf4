package io.stepscope;

import io.stepscope.forward.ConfiguredTracker;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the process that forwards a run is told, through its standard input: command lines and files
 * are no places for the keys of trackers, which may be secret.
 *
 * @param run the run folder
 * @param rank the rank that the training records
 * @param trackers the configuration of each, by name
 * @param properties system properties about the network, as the training has them
 */
record ForwardOrder(
    Path run, int rank, Map<String, Map<String, String>> trackers, Map<String, String> properties) {
  private static final int VERSION = 2;

  private static final List<String> NETWORK =
      List.of("http.", "https.", "ftp.", "socksProxy", "java.net.", "javax.net.ssl.", "jdk.http");

  /** For the trackers of a run, with the properties of this process. */
  static ForwardOrder of(Path run, int rank, List<ConfiguredTracker> trackers) {
    Map<String, Map<String, String>> keys = new LinkedHashMap<>();
    trackers.forEach(tracker -> keys.put(tracker.name(), tracker.keys()));
    Map<String, String> properties = new LinkedHashMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      if (NETWORK.stream().anyMatch(name::startsWith)) {
        properties.put(name, System.getProperty(name, ""));
      }
    }
    return new ForwardOrder(run.toAbsolutePath(), rank, keys, properties);
  }

  /** Writes it; the stream stays open. */
  void write(OutputStream stream) throws IOException {
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(stream));
    out.writeInt(VERSION);
    write(out, run.toString());
    out.writeInt(rank);
    out.writeInt(trackers.size());
    for (Map.Entry<String, Map<String, String>> tracker : trackers.entrySet()) {
      write(out, tracker.getKey());
      write(out, tracker.getValue());
    }
    write(out, properties);
    out.flush();
  }

  /** Reads what {@link #write} wrote, and nothing more. */
  static ForwardOrder read(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    int version = in.readInt();
    if (version != VERSION) {
      throw new IOException("an order of version " + version + "; this is version " + VERSION);
    }
    Path run = Path.of(text(in));
    int rank = in.readInt();
    Map<String, Map<String, String>> trackers = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      trackers.put(text(in), texts(in));
    }
    return new ForwardOrder(run, rank, trackers, texts(in));
  }

  private static void write(DataOutputStream out, Map<String, String> texts) throws IOException {
    out.writeInt(texts.size());
    for (Map.Entry<String, String> text : texts.entrySet()) {
      write(out, text.getKey());
      write(out, text.getValue());
    }
  }

  private static Map<String, String> texts(DataInputStream in) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      texts.put(text(in), text(in));
    }
    return texts;
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  private static String text(DataInputStream in) throws IOException {
    byte[] utf8 = new byte[in.readInt()];
    in.readFully(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
