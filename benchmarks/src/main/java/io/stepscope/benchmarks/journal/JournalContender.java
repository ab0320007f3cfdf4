package io.stepscope.benchmarks.journal;

import io.stepscope.journal.JournalOptions;
import io.stepscope.journal.JournalWriter;
import java.io.IOException;
import java.nio.file.Path;

final class JournalContender implements Contender {
  private final Path folder;
  private final JournalWriter journal;
  private final int name;

  JournalContender() throws IOException {
    folder = Folders.make();
    journal = JournalWriter.open(folder, "run", 0, JournalOptions.defaults());
    name = journal.nameId("train/loss");
  }

  @Override
  public void scalar(long step, double value) {
    journal.scalar(name, step, 0, step, value);
  }

  @Override
  public void close() throws IOException {
    journal.close();
    Sink.check(journal);
    Folders.delete(folder);
  }
}
