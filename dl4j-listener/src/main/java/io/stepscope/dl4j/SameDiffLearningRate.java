package io.stepscope.dl4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * The learning rate of a step.
 *
 * <p>Only ND4J's own updaters and schedules are asked: they are functions of iteration and epoch. A
 * schedule of another class may change with every question, so it is left alone.
 */
final class SameDiffLearningRate {

  private static final String OWN = "org.nd4j.";

  private @Nullable IUpdater updater;
  private boolean known;

  /** The rate of the step {@code at}; null when there is none, or it cannot be known. */
  @Nullable Double of(TrainingConfig config, At at) {
    IUpdater current = config.getUpdater();
    if (current == null) {
      return null;
    }
    if (current != updater) {
      updater = current;
      known = current.hasLearningRate() && isOwn(current) && hasOwnSchedule(current);
    }
    return known ? (Double) current.getLearningRate(at.iteration(), at.epoch()) : null;
  }

  private boolean hasOwnSchedule(IUpdater of) {
    try {
      Object schedule = of.getClass().getMethod("getLearningRateSchedule").invoke(of);
      return schedule == null || isOwn(schedule);
    } catch (NoSuchMethodException e) {
      return true; // A rate that no schedule changes.
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  private static boolean isOwn(Object object) {
    return object.getClass().getName().startsWith(OWN);
  }
}
