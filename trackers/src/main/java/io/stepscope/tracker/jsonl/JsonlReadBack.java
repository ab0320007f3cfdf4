package io.stepscope.tracker.jsonl;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.json.EventJson;
import io.stepscope.tracker.HeldValue;
import io.stepscope.tracker.ReadBack;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares the lines of the file with those that the events make, character by character. */
final class JsonlReadBack implements ReadBack {
  /** What precedes the keys of a kind, as {@link EventJson} writes it. */
  private static final Pattern BEGINNING =
      Pattern.compile(
          "\\{\"run\":\"[^\"]*\",\"rank\":(\\d+),\"seq\":(null|\\d+),\"time\":\"[^\"]*\","
              + "\"type\":\"(\\w+)\",(?:\"name\":\"((?:[^\"\\\\]|\\\\.)*)\",)?\"step\":(null|\\d+),.*");

  private static final Map<String, EventKind> KINDS = new HashMap<>();

  static {
    for (EventKind kind : EventKind.values()) {
      KINDS.put(kind.word(), kind);
    }
  }

  private final Path file;

  JsonlReadBack(Path file) {
    this.file = file;
  }

  @Override
  public void expect(Event event, Consumer<HeldValue> held) {
    take(EventJson.of(event), held);
  }

  @Override
  public void read(Consumer<HeldValue> held) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        take(line, held);
      }
    }
  }

  private void take(String line, Consumer<HeldValue> held) {
    Matcher beginning = BEGINNING.matcher(line);
    EventKind kind = beginning.matches() ? KINDS.get(beginning.group(3)) : null;
    if (kind == null) {
      held.accept(new HeldValue(EventKind.TEXT, "lines that are no events", 0, hash(line)));
    } else if (!beginning.group(2).equals("null")) {
      // Without a number it is no event of a journal: that the process died.
      String name = beginning.group(4);
      String rank = beginning.group(1).equals("0") ? "" : "rank" + beginning.group(1) + '/';
      long step = beginning.group(5).equals("null") ? 0 : Long.parseLong(beginning.group(5));
      held.accept(
          new HeldValue(kind, rank + (name == null ? kind.word() : name), step, hash(line)));
    }
  }

  /** 64 bits of all characters (FNV-1a). */
  private static long hash(String line) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < line.length(); i++) {
      hash = (hash ^ line.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  @Override
  public void close() {}
}
