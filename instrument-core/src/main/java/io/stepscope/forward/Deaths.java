package io.stepscope.forward;

import io.stepscope.event.Event;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Stamp;
import io.stepscope.folder.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;

/** What trackers are told of a process that died without ending its run. */
final class Deaths {

  private Deaths() {}

  /** The end that the journal lacks, at the last sign of life. */
  static Event of(RunFolder run, RankTail rank) {
    long time = rank.lastTimeMicros() > 0 ? rank.lastTimeMicros() : lastBeatMicros(run);
    Stamp stamp =
        new Stamp(run.id(), rank.rank(), Stamp.UNSEQUENCED, rank.lastStep(), Stamp.NONE, time);
    return new RunEnded(stamp, RunStatus.KILLED, rank.deathReason());
  }

  private static long lastBeatMicros(RunFolder run) {
    try {
      return Files.getLastModifiedTime(run.lock()).to(TimeUnit.MICROSECONDS);
    } catch (IOException e) {
      return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
    }
  }
}
