package io.stepscope.training;

import io.stepscope.recorder.Recorder;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says that steps are complete: in their order, and none before its statistics and what devices
 * still told of it are recorded, on whichever thread the last of them came. So it is with what
 * devices tell of workers that train along, if no more than {@link DeviceResults#MOST_STEPS_BEHIND}
 * steps later: a worker may have stopped, and then nobody gives up what its device does not tell.
 *
 * <p>Thread-safe.
 */
final class StepCompletions {

  private final Recorder recorder;
  private final ArrayDeque<Step> waiting = new ArrayDeque<>();

  /** How much is still to come from devices, by step. */
  private final Map<Long, Integer> held = new HashMap<>();

  /** Whose steps these are; null for a training that says itself that they are complete. */
  private final @Nullable StepCompletions main;

  StepCompletions(Recorder recorder) {
    this(recorder, null);
  }

  private StepCompletions(Recorder recorder, @Nullable StepCompletions main) {
    this.recorder = recorder;
    this.main = main;
  }

  /** That of a worker: it holds the steps of this one, and says of none that it is complete. */
  StepCompletions ofWorker(Recorder worker) {
    return new StepCompletions(worker, main == null ? this : main);
  }

  /**
   * Nothing but the statistics of a look, and what steps are held for, may still be recorded for
   * {@code step}.
   *
   * @param look null if there was none in this step
   */
  synchronized void nothingMore(long step, int epoch, @Nullable Look look) {
    if (main == null) {
      waiting.add(new Step(step, epoch, look));
      advance();
    }
  }

  /** Something more will come for {@code step}. */
  void hold(long step) {
    if (main == null) {
      holdOwn(step);
    } else {
      main.holdOwn(step);
    }
  }

  private synchronized void holdOwn(long step) {
    held.merge(step, 1, Integer::sum);
  }

  /** It has come, or will not. */
  void release(long step) {
    if (main == null) {
      releaseOwn(step);
    } else {
      main.releaseOwn(step);
    }
  }

  private synchronized void releaseOwn(long step) {
    held.computeIfPresent(step, (number, count) -> count == 1 ? null : count - 1);
    advance();
  }

  /** A look is finished. */
  synchronized void advance() {
    for (Step first = waiting.peek(); first != null && isDone(first); first = waiting.peek()) {
      recorder.stepComplete(first.number, first.epoch);
      waiting.remove();
    }
  }

  private boolean isDone(Step step) {
    return (step.look == null || step.look.isFinished())
        && (!held.containsKey(step.number)
            || step.number <= waiting.getLast().number - DeviceResults.MOST_STEPS_BEHIND);
  }

  private record Step(long number, int epoch, @Nullable Look look) {}
}
