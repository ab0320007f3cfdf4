package io.stepscope;

import io.stepscope.folder.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code import} of a run folder: how far a foreign run is in the journal. Replaced as a
 * whole.
 *
 * @param format which reader reads the source
 * @param experiment of the run
 * @param name of the run
 * @param startedMicros time of its first event, microseconds since 1970
 * @param from everything before this position of the source is in the journal
 * @param to the position up to which an import is under way or was interrupted; null when none is
 * @param events events of the journal before that import began
 * @param everything whether that import keeps what restarts took back
 */
record ImportRecord(
    String format,
    String experiment,
    String name,
    long startedMicros,
    String from,
    @Nullable String to,
    long events,
    boolean everything) {

  private static final String FILE = "import";

  static boolean isIn(RunFolder folder) {
    return Files.isRegularFile(file(folder));
  }

  /** An import up to {@code end} begins. */
  ImportRecord beginning(String end, long eventsBefore, boolean keepEverything) {
    return new ImportRecord(
        format, experiment, name, startedMicros, from, end, eventsBefore, keepEverything);
  }

  /** The import that was under way is complete. */
  ImportRecord completed(String end) {
    return new ImportRecord(format, experiment, name, startedMicros, end, null, 0, everything);
  }

  void write(RunFolder folder) throws IOException {
    StringBuilder text = new StringBuilder("version=1\n");
    line(text, "format", format);
    line(text, "experiment", experiment);
    line(text, "name", name);
    line(text, "started", Long.toString(startedMicros));
    line(text, "from", from);
    String until = to;
    if (until != null) {
      line(text, "to", until);
      line(text, "events", Long.toString(events));
    }
    line(text, "everything", Boolean.toString(everything));
    Path draft = folder.root().resolve(FILE + ".tmp");
    Files.writeString(draft, text, StandardCharsets.UTF_8);
    Files.move(
        draft, file(folder), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if it is not there or damaged
   */
  static ImportRecord read(RunFolder folder) throws IOException {
    Map<String, String> values = new HashMap<>();
    for (String line : Files.readAllLines(file(folder), StandardCharsets.UTF_8)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    try {
      if (!value(values, "version").equals("1")) {
        throw new IllegalArgumentException("version " + values.get("version"));
      }
      return new ImportRecord(
          value(values, "format"),
          value(values, "experiment"),
          value(values, "name"),
          Long.parseLong(value(values, "started")),
          value(values, "from"),
          values.get("to"),
          Long.parseLong(values.getOrDefault("events", "0")),
          Boolean.parseBoolean(value(values, "everything")));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          file(folder)
              + " cannot be read ("
              + e.getMessage()
              + "); remove the run folder to import the run anew",
          e);
    }
  }

  private static String value(Map<String, String> values, String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException("no " + key);
    }
    return value;
  }

  private static void line(StringBuilder text, String key, String value) {
    text.append(key).append('=').append(value.replaceAll("\\R", " ")).append('\n');
  }

  private static Path file(RunFolder folder) {
    return folder.root().resolve(FILE);
  }
}
