package io.stepscope.training;

import io.stepscope.recorder.Recorder;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says that steps are complete: in their order, and none before its statistics and what devices
 * still told of it are recorded, on whichever thread the last of them came.
 *
 * <p>Thread-safe.
 */
final class StepCompletions {

  private final Recorder recorder;
  private final ArrayDeque<Step> waiting = new ArrayDeque<>();

  /** How much is still to come from devices, by step. */
  private final Map<Long, Integer> held = new HashMap<>();

  StepCompletions(Recorder recorder) {
    this.recorder = recorder;
  }

  /**
   * Nothing but the statistics of a look, and what steps are held for, may still be recorded for
   * {@code step}.
   *
   * @param look null if there was none in this step
   */
  synchronized void nothingMore(long step, int epoch, @Nullable Look look) {
    waiting.add(new Step(step, epoch, look));
    advance();
  }

  /** Something more will come for {@code step}. */
  synchronized void hold(long step) {
    held.merge(step, 1, Integer::sum);
  }

  /** It has come, or will not. */
  synchronized void release(long step) {
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
    return (step.look == null || step.look.isFinished()) && !held.containsKey(step.number);
  }

  private record Step(long number, int epoch, @Nullable Look look) {}
}
