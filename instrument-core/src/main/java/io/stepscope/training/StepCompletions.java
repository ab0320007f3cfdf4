package io.stepscope.training;

import io.stepscope.recorder.Recorder;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Says that steps are complete: in their order, and none before its statistics are recorded, on
 * whichever thread the last of them was computed.
 *
 * <p>Thread-safe.
 */
final class StepCompletions {

  private final Recorder recorder;
  private final ArrayDeque<Step> waiting = new ArrayDeque<>();

  StepCompletions(Recorder recorder) {
    this.recorder = recorder;
  }

  /**
   * Nothing but the statistics of a look may still be recorded for {@code step}.
   *
   * @param look null if there was none in this step
   */
  synchronized void nothingMore(long step, int epoch, @Nullable Look look) {
    if (waiting.isEmpty() && (look == null || look.isFinished())) {
      recorder.stepComplete(step, epoch);
    } else {
      waiting.add(new Step(step, epoch, look));
      advance();
    }
  }

  /** A look is finished. */
  synchronized void advance() {
    for (Step first = waiting.peek(); first != null && first.isDone(); first = waiting.peek()) {
      recorder.stepComplete(first.number, first.epoch);
      waiting.remove();
    }
  }

  private record Step(long number, int epoch, @Nullable Look look) {
    boolean isDone() {
      return look == null || look.isFinished();
    }
  }
}
