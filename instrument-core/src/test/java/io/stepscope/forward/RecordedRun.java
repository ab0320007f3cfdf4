package io.stepscope.forward;

import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStarted;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Stamp;
import io.stepscope.folder.RunFolder;
import io.stepscope.journal.JournalOptions;
import io.stepscope.journal.JournalWriter;
import java.io.IOException;
import java.nio.file.Path;

/** A run with a real journal. */
final class RecordedRun implements AutoCloseable {
  final RunFolder folder;
  private final JournalWriter journal;
  private final int loss;
  private long time;

  RecordedRun(Path directory, String id) throws IOException {
    folder = new RunFolder(directory.resolve(id));
    JournalOptions options = new JournalOptions(1 << 30, 1 << 16, 1 << 22);
    journal = JournalWriter.open(folder.journal(0), id, 0, options);
    loss = journal.nameId("train/loss");
    Stamp stamp = new Stamp(id, 0, Stamp.UNSEQUENCED, Stamp.NONE, Stamp.NONE, time++);
    journal.append(new RunStarted(stamp, "digits", "brisk otter", false, "0.1.0"));
  }

  /** Records the loss of steps, from {@code first} to before {@code end}. */
  RecordedRun steps(int first, int end) {
    for (int step = first; step < end; step++) {
      journal.scalar(loss, step, 0, time++, 1.0 / (step + 1));
    }
    return this;
  }

  RecordedRun ended() {
    Stamp stamp = new Stamp(folder.id(), 0, Stamp.UNSEQUENCED, Stamp.NONE, Stamp.NONE, time++);
    journal.append(new RunEnded(stamp, RunStatus.FINISHED, ""));
    return this;
  }

  @Override
  public void close() {
    journal.close();
  }
}
