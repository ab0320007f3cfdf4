package io.stepscope.agent;

import io.stepscope.Run;
import io.stepscope.control.ControlPoints;
import io.stepscope.control.Point;
import io.stepscope.event.RunStatus;
import io.stepscope.progress.Progress;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The run of a loop of the user's own, which begins with the first call of its step method and ends
 * with the process. Thread-safe: threads that call the method at once take the next step each.
 */
final class StepRun {

  private static final ControlPoints POINTS = new Points();

  private final Run run;
  private final AtomicLong next;
  private final AtomicInteger underWay = new AtomicInteger();

  /** What the step that ended last threw. */
  private volatile @Nullable Throwable thrown;

  private StepRun(Run run) {
    this.run = run;
    next = new AtomicLong(run.nextStep());
  }

  /** Starts it; {@code method} is what people call the step. */
  static StepRun start(String method) {
    StepRun started = new StepRun(Run.builder().tag("step", method).startForgiving());
    started.run.onExit(started::exit);
    return started;
  }

  /** A step begins; returns its number. */
  long begins() {
    underWay.incrementAndGet();
    long step = next.getAndIncrement();
    run.recorder().openStep(step);
    return step;
  }

  /** A step ends. */
  void ends(long step, long nanos, @Nullable Throwable cause) {
    run.recorder().timing("time/step", step, nanos);
    thrown = cause;
    long following = next.get();
    run.recorder().openStep(following);
    run.progress(new Progress(-1, -1, following, -1, Double.NaN, System.nanoTime()));
    underWay.decrementAndGet();
    var unused = run.endStep(step, POINTS);
  }

  /** What was thrown out of the last step ended the training, as nothing came after it. */
  private RunStatus exit() {
    Throwable cause = thrown;
    if (underWay.get() > 0) {
      return RunStatus.STOPPED;
    }
    if (cause != null) {
      run.fail(cause);
      return RunStatus.FAILED;
    }
    return RunStatus.FINISHED;
  }

  /** The method is the program's: it can be held between two calls, and nothing else. */
  private static final class Points implements ControlPoints {

    @Override
    public String refusal(Point point) {
      return switch (point) {
        case STOP ->
            "a step method that the configuration names cannot be stopped; end the program";
        case LEARNING_RATE -> "a step method that the configuration names has no learning rate";
        case RESET -> "a step method that the configuration names cannot be reset";
        case CHECKPOINT -> "a step method that the configuration names stores no checkpoints";
      };
    }

    @Override
    public void learningRate(double rate) {
      throw new IllegalStateException(refusal(Point.LEARNING_RATE));
    }

    @Override
    public void reset() {
      throw new IllegalStateException(refusal(Point.RESET));
    }

    @Override
    public void checkpoint(Path folder) {
      throw new IllegalStateException(refusal(Point.CHECKPOINT));
    }

    @Override
    public RuntimeException stop(String reason) {
      return new IllegalStateException(reason);
    }
  }
}
