package io.stepscope.console;

import io.stepscope.event.ConsoleLine;
import io.stepscope.journal.JournalOptions;
import io.stepscope.journal.JournalReader;
import io.stepscope.journal.JournalWriter;
import io.stepscope.recorder.Notices;
import io.stepscope.recorder.Recorder;
import io.stepscope.redaction.Redaction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A recorder that the console is recorded with, and what it recorded. */
final class CapturedRun implements AutoCloseable {

  private final Path folder;
  private final JournalWriter journal;
  final Recorder recorder;
  private final ConsoleRecording console;
  private volatile boolean clockIsBroken;

  CapturedRun(Path folder) throws IOException {
    this(folder, JournalOptions.defaults());
  }

  CapturedRun(Path folder, JournalOptions options) throws IOException {
    this.folder = folder;
    journal = JournalWriter.open(folder, "run", 0, options);
    Redaction redaction = Redaction.of(Map.of("WANDB_API_KEY", "0123456789abcdef0123"), Map.of());
    recorder =
        new Recorder(
            journal, "run", 0, this::micros, Notices.onStandardError(), redaction, params -> {});
    console = ConsoleCapture.record(recorder, redaction);
  }

  private long micros() {
    if (clockIsBroken) {
      throw new IllegalStateException("no time");
    }
    return 0;
  }

  /** From now on recording fails. */
  void breakClock() {
    clockIsBroken = true;
  }

  /** The same journal, closed under the recorder's feet. */
  void breakJournal() {
    journal.close();
  }

  void end() {
    console.close();
  }

  List<ConsoleLine> lines() throws IOException {
    return linesIn(folder);
  }

  /** The console lines of a journal. */
  static List<ConsoleLine> linesIn(Path folder) throws IOException {
    List<ConsoleLine> lines = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(folder)) {
      reader.readAll(
          event -> {
            if (event instanceof ConsoleLine line) {
              lines.add(line);
            }
          });
    }
    return lines;
  }

  List<String> texts() throws IOException {
    return lines().stream().map(ConsoleLine::text).toList();
  }

  @Override
  public void close() {
    console.close();
    journal.close();
  }
}
