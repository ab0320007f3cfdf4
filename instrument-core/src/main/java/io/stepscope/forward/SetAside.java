package io.stepscope.forward;

import io.stepscope.event.Event;
import io.stepscope.event.Stamp;
import io.stepscope.folder.RunFolder;
import io.stepscope.json.EventJson;
import io.stepscope.json.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code cursors/<tracker>.rejected} of a run: the events that the tracker refused for
 * good, one object a line with {@code rank}, {@code seq}, {@code reason} and the {@code event}
 * itself as {@code export} writes it. Each stands there once, however often forwarders die. Not
 * thread-safe.
 */
final class SetAside {
  static final String SUFFIX = ".rejected";

  // Without a sequence number, which is -1, is the death of a process that a forwarder found.
  private static final Pattern BEGINNING =
      Pattern.compile("\\{\"rank\":(\\d{1,9}),\"seq\":(-1|\\d{1,18}),.*}");
  // What is beyond it is counted only.
  private static final long LONGEST_BYTES = 64L << 20;

  private final Path file;
  private @Nullable Set<Id> known;

  SetAside(RunFolder run, String tracker) {
    file = run.cursors().resolve(tracker + SUFFIX);
  }

  /** What names an event within its run. */
  record Id(int rank, long sequence) {
    static Id of(Event event) {
      Stamp stamp = event.stamp();
      return new Id(stamp.rank(), stamp.sequence());
    }
  }

  /** An event and why it was refused. */
  record Reason(Event event, String reason) {}

  /** Those in the file. */
  Set<Id> read() throws IOException {
    Set<Id> ids = new HashSet<>();
    // A line may be cut off within a character; its beginning is ASCII.
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      lines.forEach(
          line -> {
            Matcher beginning = BEGINNING.matcher(line);
            if (beginning.matches()) {
              ids.add(
                  new Id(Integer.parseInt(beginning.group(1)), Long.parseLong(beginning.group(2))));
            }
          });
    } catch (NoSuchFileException e) {
      return ids;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return ids;
  }

  /** Adds those that are not there yet. */
  void add(List<Reason> rejected) throws IOException {
    Set<Id> there = known;
    if (there == null) {
      there = read();
      known = there;
    }
    List<Reason> fresh = new ArrayList<>();
    for (Reason reason : rejected) {
      if (!there.contains(Id.of(reason.event()))) {
        fresh.add(reason);
      }
    }
    if (fresh.isEmpty()) {
      return;
    }
    JsonWriter json = new JsonWriter();
    EventJson events = new EventJson(json);
    if (endsWithinALine()) {
      json.endLine();
    }
    for (Reason reason : fresh) {
      Stamp stamp = reason.event().stamp();
      json.beginObject().name("rank").value(stamp.rank()).name("seq").value(stamp.sequence());
      json.name("reason").value(reason.reason()).name("event");
      events.write(reason.event());
      json.endObject().endLine();
    }
    if (!Files.exists(file) || Files.size(file) < LONGEST_BYTES) {
      Files.write(file, json.toByteArray(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
    for (Reason reason : fresh) {
      there.add(Id.of(reason.event()));
    }
  }

  /** Whether whoever wrote last died in the middle of it. */
  private boolean endsWithinALine() throws IOException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      return false;
    }
    try (var channel = Files.newByteChannel(file)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      channel.position(channel.size() - 1).read(last);
      return last.get(0) != '\n';
    }
  }
}
