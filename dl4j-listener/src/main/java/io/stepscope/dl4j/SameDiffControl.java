package io.stepscope.dl4j;

import io.stepscope.control.ControlPoints;
import io.stepscope.control.Point;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.learning.config.IUpdater;

/** Where SameDiff lets itself be steered. Used on the training thread, when a step has ended. */
final class SameDiffControl implements ControlPoints {

  /** What a checkpoint is called; {@code SameDiff.load} reads it. */
  private static final String FILE = "model.sd";

  /**
   * Set for a rate of 0: ND4J's Adam would take its epsilon for it. With this one no weight
   * changes.
   */
  private static final double STILL = Float.MIN_NORMAL;

  private final WeakReference<SameDiff> model;

  SameDiffControl(WeakReference<SameDiff> model) {
    this.model = model;
  }

  /** The rate as the user knows it. */
  static double shown(double rate) {
    return rate == STILL ? 0 : rate;
  }

  @Override
  public String refusal(Point point) {
    return switch (point) {
      case LEARNING_RATE -> {
        IUpdater updater = updater();
        yield updater == null || updater.hasLearningRate()
            ? ""
            : "this optimizer has no learning rate";
      }
      case RESET -> "SameDiff does not keep what its variables were initialized with";
      case CHECKPOINT, STOP -> "";
    };
  }

  @Override
  public double learningRate() {
    SameDiff graph = model.get();
    IUpdater updater = updater();
    if (graph == null || updater == null || !updater.hasLearningRate()) {
      return Double.NaN;
    }
    TrainingConfig config = graph.getTrainingConfig();
    return shown(updater.getLearningRate(config.getIterationCount(), config.getEpochCount()));
  }

  /** The updaters of all parameters share the configuration that is changed here. */
  @Override
  public void learningRate(double rate) {
    IUpdater updater = updater();
    if (updater == null) {
      throw new IllegalStateException("there is no optimizer");
    }
    updater.setLrAndSchedule(rate == 0 ? STILL : rate, null);
  }

  @Override
  public void reset() {
    throw new UnsupportedOperationException(refusal(Point.RESET));
  }

  @Override
  public void checkpoint(Path folder) {
    SameDiff graph = model.get();
    if (graph == null) {
      throw new IllegalStateException("the model is gone");
    }
    graph.save(folder.resolve(FILE).toFile(), true);
  }

  /** The step has ended, which SameDiff would count only after its listeners. */
  @Override
  public RuntimeException stop(String reason) {
    SameDiff graph = model.get();
    if (graph != null) {
      graph.getTrainingConfig().incrementIterationCount();
    }
    return new TrainingStoppedException(reason);
  }

  private @Nullable IUpdater updater() {
    SameDiff graph = model.get();
    return graph == null ? null : graph.getTrainingConfig().getUpdater();
  }
}
