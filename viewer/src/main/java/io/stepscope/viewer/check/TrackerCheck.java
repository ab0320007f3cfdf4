package io.stepscope.viewer.check;

import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.tracker.Capabilities;
import io.stepscope.tracker.Finding;
import io.stepscope.tracker.Limits;
import io.stepscope.tracker.TrackerSettings;
import io.stepscope.viewer.run.Reasons;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Has trackers look at themselves, all at once, none longer than allowed. */
public final class TrackerCheck {
  private static final String RUN = "doctor";

  private final Path dir;
  private final Duration most;

  /**
   * @param dir folder of all runs
   * @param most how long a tracker may take
   */
  public TrackerCheck(Path dir, Duration most) {
    this.dir = dir;
    this.most = most;
  }

  /** Looks at trackers as they are configured; in their order. */
  public List<Examination> of(List<ConfiguredTracker> trackers) throws InterruptedException {
    List<Look> looks = new ArrayList<>();
    for (ConfiguredTracker tracker : trackers) {
      looks.add(new Look(tracker));
    }
    long end = System.nanoTime() + most.toNanos();
    List<Examination> examinations = new ArrayList<>();
    for (Look look : looks) {
      examinations.add(look.await(end));
    }
    return examinations;
  }

  /** One tracker, on a thread that is left behind if it does not come back. */
  private final class Look {
    private final ConfiguredTracker tracker;
    private final List<Finding> findings = new CopyOnWriteArrayList<>();
    private final Thread thread;

    Look(ConfiguredTracker tracker) {
      this.tracker = tracker;
      thread = new Thread(this::look, "stepscope-doctor-" + tracker.provider().name());
      thread.setDaemon(true);
      thread.start();
    }

    private void look() {
      try {
        Path folder = dir.resolve(RUN);
        tracker
            .provider()
            .diagnose(new TrackerSettings(RUN, folder, tracker.keys()), findings::add);
      } catch (IllegalArgumentException e) {
        findings.add(Finding.problem("settings", Reasons.of(e), "correct them"));
      } catch (RuntimeException | LinkageError e) {
        findings.add(
            Finding.problem(
                "checks",
                "failed with " + e.getClass().getName(),
                "tell whoever made the tracker"));
      }
    }

    Examination await(long end) throws InterruptedException {
      long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
      thread.join(left);
      List<Finding> all = new ArrayList<>(findings);
      if (thread.isAlive()) {
        thread.interrupt();
        all.add(
            Finding.problem(
                "answer",
                "none within " + most.toMillis() / 1e3 + " s",
                "see whether the tracker can be reached; what is recorded meanwhile is delivered"
                    + " by `sync`"));
      }
      if (all.stream().noneMatch(finding -> finding.grade() == Finding.Grade.PROBLEM)) {
        all.add(limits(tracker.provider().capabilities()));
      }
      return new Examination(tracker.provider().name(), all);
    }
  }

  private static Finding limits(Capabilities capabilities) {
    Limits limits = capabilities.limits();
    String every =
        limits.interval().isZero() ? "" : ", every " + limits.interval().toSeconds() + " s at most";
    return Finding.ok(
        "delivery",
        String.format(
            Locale.ROOT,
            "%,d events at once%s%s",
            limits.maxEvents(),
            every,
            capabilities.risingSteps() ? ", step by step" : ""));
  }
}
