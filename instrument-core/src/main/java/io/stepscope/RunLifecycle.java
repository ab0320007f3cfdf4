package io.stepscope;

import io.stepscope.RunOpening.OpenRun;
import io.stepscope.console.ConsoleRecording;
import io.stepscope.control.Steering;
import io.stepscope.event.Params;
import io.stepscope.event.RunStatus;
import io.stepscope.folder.RunPosition;
import io.stepscope.progress.Progress;
import io.stepscope.progress.ProgressLine;
import io.stepscope.recorder.BackgroundThread;
import io.stepscope.recorder.Recorder;
import io.stepscope.recorder.WallClock;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a run has beside its journal while it goes on (heartbeat, summary, forwarding, console,
 * progress line), and the order in which all of it ends. Thread-safe.
 */
final class RunLifecycle {

  private static final long HEARTBEAT_SECONDS = 5;

  /** What trackers may take of the two seconds that the end of a run may take in all. */
  private static final Duration DRAIN = Duration.ofMillis(1_300);

  private static final Duration COORDINATES = Duration.ofMillis(200);

  private final Configuration configuration;
  private final OpenRun open;
  private final Recorder recorder;
  private final WallClock clock;
  private final RunSummary summary;
  private final RunForwarding forwarding;
  private final ProgressLine progressLine;
  private final Steering steering;
  private final ScheduledExecutorService housekeeper;
  private final RunExit exit;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile ConsoleRecording console = ConsoleRecording.none();
  private volatile @Nullable Thread coordinates;
  private final List<LastWords> beforeEnd = new CopyOnWriteArrayList<>();

  RunLifecycle(
      Configuration configuration,
      OpenRun open,
      Recorder recorder,
      WallClock clock,
      RunSummary summary,
      RunForwarding forwarding,
      ProgressLine progressLine,
      Steering steering) {
    this.configuration = configuration;
    this.open = open;
    this.recorder = recorder;
    this.clock = clock;
    this.summary = summary;
    this.forwarding = forwarding;
    this.progressLine = progressLine;
    this.steering = steering;
    this.exit = new RunExit(this::finish, recorder);
    this.housekeeper = new ScheduledThreadPoolExecutor(1, RunLifecycle::background);
  }

  /** Begins what goes on beside the journal. */
  void begin(Thread gathering, ConsoleRecording recording) {
    console = recording;
    coordinates = gathering;
    gathering.start();
    var unused =
        housekeeper.scheduleWithFixedDelay(this::keepHouse, 0, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
    exit.watch();
  }

  Configuration configuration() {
    return configuration;
  }

  RunPosition position() {
    return open.position();
  }

  void progress(Progress progress) {
    progressLine.update(progress);
  }

  Runnable beforeEnd(Runnable last) {
    LastWords words = new LastWords(last);
    beforeEnd.add(words);
    return () -> beforeEnd.remove(words);
  }

  void onExit(Supplier<RunStatus> last) {
    exit.onExit(last);
  }

  void onUncaughtException(Consumer<Throwable> observer) {
    exit.onUncaughtException(observer);
  }

  /** A user may have stopped the training by the very exception that leaves it. */
  void leave(String reason) {
    if (steering.stopReason().isPresent()) {
      finish(RunStatus.FINISHED, "");
    } else if (!ended.get()) {
      exit.leave(reason.isEmpty() ? "an exception left the training" : reason);
    }
  }

  /**
   * Ends the run in at most about two seconds; only the first end counts. One that a user stopped
   * did not finish.
   */
  void finish(RunStatus status, String reason) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    try {
      recordLast();
      String stopped = steering.stopReason().orElse("");
      if (status == RunStatus.FINISHED && !stopped.isEmpty()) {
        end(RunStatus.STOPPED, stopped);
      } else {
        end(status, reason);
      }
    } catch (Throwable t) {
      recorder.failure("ending the run", t);
    } finally {
      exit.forget();
    }
  }

  /** What began last first: a training may still need what its run began with. */
  private void recordLast() {
    List<LastWords> all = new ArrayList<>(beforeEnd);
    Collections.reverse(all);
    all.forEach(this::recordLast);
  }

  private void recordLast(LastWords last) {
    try {
      last.record.run();
    } catch (Throwable t) {
      recorder.failure("recording before the end of the run", t);
    }
  }

  private void end(RunStatus status, String reason) {
    steering.close();
    progressLine.close();
    awaitCoordinates();
    console.close();
    recordCounts();
    recorder.ended(status, reason);
    if (open.journal() != null) {
      open.journal().close();
    }
    summary.end(status, reason, Clock.systemUTC().instant());
    keepHouse();
    housekeeper.shutdownNow();
    String left = forwarding.drain(DRAIN);
    forwarding.close();
    if (open.lock() != null) {
      open.lock().close();
    }
    sayTheEnd(status, left);
  }

  /**
   * Beats, follows the system's clock, says what is wrong with the journal, and renews the summary.
   */
  private void keepHouse() {
    try {
      clock.align();
      recorder.sayFailures();
      if (open.journal() != null && !open.journal().trouble().isEmpty()) {
        recorder.notices().once("journal", open.journal().trouble());
      }
      if (open.lock() != null) {
        open.lock().beat();
        summary.write();
      }
    } catch (IOException | RuntimeException e) {
      recorder.failure("keeping the run folder", e);
    }
  }

  private void awaitCoordinates() {
    Thread gathering = coordinates;
    if (gathering == null) {
      return;
    }
    try {
      gathering.join(COORDINATES.toMillis());
      // It stops where it is and records what it has.
      gathering.interrupt();
      gathering.join(COORDINATES.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What was not recorded is part of the record. */
  private void recordCounts() {
    Map<String, Object> counts = new TreeMap<>();
    recorder.lost().forEach((kind, count) -> counts.put("stepscope/lost/" + kind, count));
    recorder.failures().forEach((where, count) -> counts.put("stepscope/failures/" + where, count));
    if (!counts.isEmpty()) {
      recorder.params(Params.Group.CONFIG, counts);
    }
  }

  private void sayTheEnd(RunStatus status, String left) {
    if (!configuration.enabled()) {
      return;
    }
    long lost = recorder.lost().values().stream().mapToLong(Long::longValue).sum();
    recorder
        .notices()
        .say(
            status.word()
                + " run "
                + open.folder().id()
                + (lost == 0 ? "" : "; " + lost + " events are not in it: " + recorder.lost())
                + (left.isEmpty() ? "" : "; " + left));
  }

  /** What is to be recorded last. Added twice it is two, of which each can be forgotten. */
  private static final class LastWords {
    private final Runnable record;

    LastWords(Runnable record) {
      this.record = record;
    }
  }

  private static Thread background(Runnable task) {
    return BackgroundThread.of(task, "stepscope-run");
  }
}
