package io.stepscope;

import io.stepscope.control.ControlPoints;
import io.stepscope.control.Point;
import io.stepscope.control.Steering;
import io.stepscope.recorder.Recorder;
import java.nio.file.Path;

/** The ends of the steps of a loop written by hand. Thread-safe. */
final class LoopSteps {

  /** A loop that lets itself be paused and stopped, and nothing else. */
  static final ControlPoints NO_POINTS = new NoPoints();

  private final Recorder recorder;
  private final Steering steering;

  /** Plain: that it is said twice does no harm. */
  private boolean attached;

  LoopSteps(Recorder recorder, Steering steering) {
    this.recorder = recorder;
    this.steering = steering;
  }

  boolean end(long step, ControlPoints points) {
    recorder.stepComplete(step);
    if (!attached) {
      attached = true;
      steering.attach(step + 1, points);
    }
    return !steering.atBoundary(step + 1, points);
  }

  private static final class NoPoints implements ControlPoints {

    @Override
    public String refusal(Point point) {
      return switch (point) {
        case STOP -> "";
        case LEARNING_RATE ->
            "this training loop declared no learning_rate (run.control) and has no other";
        case RESET -> "this training loop cannot be reset";
        case CHECKPOINT -> "this training loop stores no checkpoints";
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
