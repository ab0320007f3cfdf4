package io.stepscope.djl;

import io.stepscope.control.ControlPoints;
import io.stepscope.control.Point;
import java.nio.file.Path;

/**
 * Where a loop without a trainer lets itself be steered: it can be paused, and its optimizer, if it
 * has one, given another learning rate.
 */
final class FreeLoopControl implements ControlPoints {

  private static final String NO_TRAINER = "this loop has no trainer, and is only watched";

  private final LearningRate rate;

  FreeLoopControl(LearningRate rate) {
    this.rate = rate;
  }

  @Override
  public String refusal(Point point) {
    return point == Point.LEARNING_RATE && rate.tracker() != null ? "" : NO_TRAINER;
  }

  @Override
  public double learningRate() {
    return rate.now();
  }

  @Override
  public void learningRate(double newRate) {
    rate.set((float) newRate);
  }

  @Override
  public void reset() {
    throw new UnsupportedOperationException(NO_TRAINER);
  }

  @Override
  public void checkpoint(Path folder) {
    throw new UnsupportedOperationException(NO_TRAINER);
  }

  @Override
  public RuntimeException stop(String reason) {
    return new UnsupportedOperationException(NO_TRAINER);
  }
}
