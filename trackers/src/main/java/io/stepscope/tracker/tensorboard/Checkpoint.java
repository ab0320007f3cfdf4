package io.stepscope.tracker.tensorboard;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The state of a run as the text that the forward engine keeps: version, offset, file name and the
 * rest in Base64, separated by blanks.
 */
final class Checkpoint {
  private static final String VERSION = "1";

  private Checkpoint() {}

  static String of(RunState state) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(state.startMicros);
      out.writeLong(state.latestStep);
      out.writeBoolean(state.paramsWritten);
      out.writeLong(state.paramsMicros);
      out.writeInt(state.params.size());
      for (Map.Entry<String, Object> param : state.params.entrySet()) {
        writeText(out, param.getKey());
        writeValue(out, param.getValue());
      }
      out.writeInt(state.lastSteps().size());
      for (Map.Entry<String, Long> last : state.lastSteps().entrySet()) {
        writeText(out, last.getKey());
        out.writeLong(last.getValue());
      }
      writeChunk(out, state.stdout);
      writeChunk(out, state.stderr);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    String rest = Base64.getEncoder().encodeToString(bytes.toByteArray());
    return VERSION + ' ' + state.offset + ' ' + state.fileName + ' ' + rest;
  }

  /**
   * Reads what {@link #of} wrote.
   *
   * @throws UnusableCheckpointException if it is something else
   */
  static RunState read(String checkpoint) throws UnusableCheckpointException {
    String[] parts = checkpoint.split(" ", -1);
    if (parts.length != 4 || !parts[0].equals(VERSION)) {
      throw new UnusableCheckpointException("the checkpoint is of another version");
    }
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(parts[3])))) {
      final long startMicros = in.readLong();
      final long latestStep = in.readLong();
      final boolean paramsWritten = in.readBoolean();
      final long paramsMicros = in.readLong();
      final Map<String, Object> params = new LinkedHashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        params.put(readText(in), readValue(in));
      }
      Map<String, Long> lastSteps = new TreeMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        lastSteps.put(readText(in), in.readLong());
      }
      RunState state = new RunState(lastSteps);
      state.fileName = parts[2];
      state.offset = Long.parseLong(parts[1]);
      state.startMicros = startMicros;
      state.latestStep = latestStep;
      state.paramsWritten = paramsWritten;
      state.paramsMicros = paramsMicros;
      state.params.putAll(params);
      readChunk(in, state.stdout);
      readChunk(in, state.stderr);
      return state;
    } catch (IOException | IllegalArgumentException e) {
      throw new UnusableCheckpointException("the checkpoint is damaged", e);
    }
  }

  private static void writeValue(DataOutputStream out, Object value) throws IOException {
    if (value instanceof Boolean bool) {
      out.writeByte('b');
      out.writeBoolean(bool);
    } else if (value instanceof Long number) {
      out.writeByte('l');
      out.writeLong(number);
    } else if (value instanceof Number number) {
      out.writeByte('d');
      out.writeDouble(number.doubleValue());
    } else {
      out.writeByte('s');
      writeText(out, value.toString());
    }
  }

  private static Object readValue(DataInputStream in) throws IOException {
    byte type = in.readByte();
    return switch (type) {
      case 'b' -> in.readBoolean();
      case 'l' -> in.readLong();
      case 'd' -> in.readDouble();
      case 's' -> readText(in);
      default -> throw new IOException("value of type " + type);
    };
  }

  private static void writeChunk(DataOutputStream out, ConsoleChunk chunk) throws IOException {
    out.writeInt(chunk.lines);
    out.writeLong(chunk.firstMicros);
    out.writeLong(chunk.lastMicros);
    writeText(out, chunk.text.toString());
  }

  private static void readChunk(DataInputStream in, ConsoleChunk chunk) throws IOException {
    chunk.lines = in.readInt();
    chunk.firstMicros = in.readLong();
    chunk.lastMicros = in.readLong();
    chunk.text.append(readText(in));
  }

  /** Longer than {@link DataOutputStream#writeUTF} can. */
  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  private static String readText(DataInputStream in) throws IOException {
    int length = in.readInt();
    byte[] utf8 = in.readNBytes(Math.max(0, length));
    if (utf8.length != length) {
      throw new IOException("a text ends early");
    }
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
