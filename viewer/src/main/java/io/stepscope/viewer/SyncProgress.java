package io.stepscope.viewer;

import io.stepscope.folder.RunFolder;
import io.stepscope.forward.ForwardStatus;
import io.stepscope.journal.EventCount;
import io.stepscope.journal.JournalFollower;
import io.stepscope.viewer.terminal.Bar;
import io.stepscope.viewer.terminal.Cells;
import io.stepscope.viewer.terminal.Numbers;
import io.stepscope.viewer.terminal.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** A line on a terminal that shows how far trackers are; the one that is furthest behind counts. */
final class SyncProgress implements AutoCloseable {
  private static final int BAR = 24;
  private static final int READ_AT_ONCE = 1 << 16;

  private final LiveLine line;
  private final Terminal terminal;
  private final String run;
  private final long events;

  /**
   * @param events how many events there are to deliver
   */
  SyncProgress(PrintStream out, Terminal terminal, String run, long events) {
    line = new LiveLine(out, terminal);
    this.terminal = terminal;
    this.run = run;
    this.events = events;
  }

  /** How many events a run has now. */
  static long count(RunFolder run) throws IOException {
    EventCount counter = new EventCount();
    for (int rank : run.ranks()) {
      try (JournalFollower journal = JournalFollower.open(run.journal(rank), "")) {
        while (journal.poll(counter, READ_AT_ONCE) > 0) {
          // On to the end.
        }
      }
    }
    return counter.events();
  }

  /** Shows how trackers stand. */
  void show(List<ForwardStatus> trackers) {
    ForwardStatus last = null;
    for (ForwardStatus tracker : trackers) {
      if (last == null || tracker.receipts().accounted() < last.receipts().accounted()) {
        last = tracker;
      }
    }
    if (last != null) {
      line.show(line(last));
    }
  }

  /** The line for a tracker. */
  String line(ForwardStatus tracker) {
    long done = tracker.receipts().accounted();
    double share = events == 0 ? 1 : Math.min(1, (double) done / events);
    return run
        + "  "
        + tracker.tracker()
        + "  "
        + Cells.left(Bar.of(share, BAR, terminal), BAR)
        + Cells.right(Numbers.share(share), 7)
        + "  "
        + Numbers.count(done)
        + " events"
        + (tracker.reason().isEmpty() ? "" : terminal.dot() + Cells.oneLine(tracker.reason()));
  }

  @Override
  public void close() {
    line.close();
  }
}
