package io.stepscope.djl;

import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.CyclicalTracker;
import ai.djl.training.tracker.ParameterTracker;
import ai.djl.training.tracker.WarmUpTracker;
import java.lang.reflect.Field;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The learning rate that an optimizer used, asked from its tracker after the step and for the very
 * update it was last asked for.
 *
 * <p>Only DJL's own trackers are asked: they are functions of the number of updates, or change
 * their state only when that number first rises. A tracker of another class may change with every
 * question, so it is left alone.
 */
final class LearningRate {

  private static final String PACKAGE = "ai.djl.training.tracker.";

  private static final Set<String> KNOWN =
      Set.of(
          PACKAGE + "CosineTracker",
          PACKAGE + "FactorTracker",
          PACKAGE + "FixedPerVarTracker",
          PACKAGE + "FixedTracker",
          PACKAGE + "LinearTracker",
          PACKAGE + "MultiFactorTracker",
          PACKAGE + "PolynomialDecayTracker");

  private final @Nullable Optimizer optimizer;
  private final @Nullable ParameterTracker tracker;
  private final @Nullable Field numUpdate;
  private final boolean known;

  LearningRate(@Nullable Optimizer optimizer) {
    this.optimizer = optimizer;
    this.numUpdate =
        optimizer == null ? null : PrivateField.find(optimizer.getClass(), "numUpdate");
    this.tracker =
        PrivateField.read(optimizer, "learningRateTracker") instanceof ParameterTracker found
            ? found
            : null;
    this.known = tracker != null && isKnown(tracker);
  }

  /** The tracker, if the optimizer has one. */
  @Nullable ParameterTracker tracker() {
    return tracker;
  }

  /** Whether {@link #used} can answer. */
  boolean isKnown() {
    return known;
  }

  /** The rate of the last update of a parameter; null when it cannot be known. */
  @Nullable Float used(String parameterId) {
    if (!known || tracker == null || numUpdate == null) {
      return null;
    }
    try {
      int updates = numUpdate.getInt(optimizer);
      return updates == 0 ? null : tracker.getNewValue(parameterId, updates);
    } catch (IllegalAccessException e) {
      return null;
    }
  }

  private static boolean isKnown(Object tracker) {
    if (tracker instanceof WarmUpTracker) {
      Object main = PrivateField.read(tracker, "mainTracker");
      return main != null && isKnown(main);
    }
    if (tracker instanceof CyclicalTracker) {
      // Its scale may be a function of the user's.
      Object scale = PrivateField.read(tracker, "scaleFunction");
      return scale != null && scale.getClass().getName().startsWith("ai.djl.");
    }
    return KNOWN.contains(tracker.getClass().getName());
  }
}
