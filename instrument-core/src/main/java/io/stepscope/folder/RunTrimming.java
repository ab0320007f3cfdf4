package io.stepscope.folder;

import io.stepscope.journal.JournalTrimming;
import java.io.IOException;

/**
 * Gives back what a killed run had prepared in its journal and did not use. Done by whoever finds
 * the run dead first, under the run's own locks, so never while somebody records or resumes it.
 */
final class RunTrimming {

  private RunTrimming() {}

  static void trim(RunFolder run) {
    try {
      for (int rank : run.ranks()) {
        trim(run, rank);
      }
    } catch (IOException e) {
      // A run that may only be read, a copy on other people's disks for instance, stays as large.
      return;
    }
  }

  private static void trim(RunFolder run, int rank) throws IOException {
    // Where locks cannot be seen the process may only be asleep, and would lose its mapped memory.
    if (RunLock.isHeldHere(run, rank) || !RunLiveness.isLockVisible(run, rank)) {
      return;
    }
    try (RunLock lock = RunLock.tryAcquire(run, rank)) {
      if (lock != null) {
        var unused = JournalTrimming.trim(run.journal(rank));
      }
    }
  }
}
