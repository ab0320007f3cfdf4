package io.stepscope.djl;

import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.CyclicalTracker;
import ai.djl.training.tracker.ParameterTracker;
import ai.djl.training.tracker.Tracker;
import ai.djl.training.tracker.WarmUpTracker;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The learning rate of an optimizer: what its tracker answered when the optimizer asked, be it of
 * any class. {@link #observe} puts an observer in the tracker's place for that, in the optimizers
 * of DJL. Keeps no optimizer alive.
 *
 * <p>Where that cannot be, the tracker is asked once more, after the step and for the very update
 * it was last asked for. Only DJL's own trackers are asked so: they are functions of the number of
 * updates, or change their state only when that number first rises. A tracker of another class may
 * change with every question, so it is left alone.
 */
final class LearningRate {

  private static final String TRACKER = "learningRateTracker";

  private static final String OPTIMIZERS = "ai.djl.training.optimizer.";

  private static final String PACKAGE = "ai.djl.training.tracker.";

  private static final String FIXED = PACKAGE + "FixedTracker";

  private static final Set<String> KNOWN =
      Set.of(
          PACKAGE + "CosineTracker",
          PACKAGE + "FactorTracker",
          PACKAGE + "FixedPerVarTracker",
          FIXED,
          PACKAGE + "LinearTracker",
          PACKAGE + "MultiFactorTracker",
          PACKAGE + "PolynomialDecayTracker");

  private final WeakReference<Optimizer> optimizer;
  private @Nullable ParameterTracker tracker;
  private final @Nullable Field numUpdate;
  private @Nullable ObservedTracker observed;
  private boolean known;
  private double now = Double.NaN;

  LearningRate(@Nullable Optimizer optimizer) {
    this.optimizer = new WeakReference<>(optimizer);
    this.numUpdate =
        optimizer == null ? null : PrivateField.find(optimizer.getClass(), "numUpdate");
    this.tracker = inside(PrivateField.read(optimizer, TRACKER));
    this.known = tracker != null && isKnown(tracker);
    if (tracker != null && tracker.getClass().getName().equals(FIXED)) {
      now = tracker.getNewValue("", 0);
    }
  }

  /** From now on hears what the tracker answers, if Java lets it, until {@link #release}. */
  void observe() {
    Optimizer present = optimizer.get();
    if (present != null
        && isOfDjl(present)
        && PrivateField.read(present, TRACKER) instanceof ParameterTracker asked) {
      ObservedTracker front = new ObservedTracker(asked);
      if (PrivateField.write(present, TRACKER, front)) {
        observed = front;
        known = true;
      }
    }
  }

  /** Puts the tracker back, unless somebody has put another one in its place. */
  void release() {
    ObservedTracker ours = observed;
    Optimizer of = optimizer.get();
    if (ours == null || of == null) {
      return;
    }
    observed = null;
    Object present = PrivateField.read(of, TRACKER);
    if (present == ours) {
      PrivateField.write(of, TRACKER, ours.tracker());
    }
    // Another training with the same optimizer may have come in front of this one.
    while (present instanceof ObservedTracker other) {
      if (other.tracker() == ours) {
        other.replace(ours.tracker());
      }
      present = other.tracker();
    }
  }

  /** The rate in force; NaN when it is not known. */
  double now() {
    return now;
  }

  /**
   * Sets the rate of all updates to come; a schedule ends with it.
   *
   * @throws IllegalStateException if Java refuses the access
   */
  void set(float rate) {
    Tracker fixed = Tracker.fixed(rate);
    Optimizer of = optimizer.get();
    Object present = PrivateField.read(of, TRACKER);
    if (present instanceof ObservedTracker front) {
      innermost(front).replace(fixed);
    } else if (of == null || !PrivateField.write(of, TRACKER, fixed)) {
      throw new IllegalStateException("Java refuses access to the optimizer's learning rate");
    }
    tracker = fixed;
    known = true;
    now = rate;
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
    ObservedTracker seen = observed;
    if (seen != null) {
      if (Float.isNaN(seen.last())) {
        return null;
      }
      now = seen.last();
      return seen.last();
    }
    Optimizer of = optimizer.get();
    if (!known || tracker == null || numUpdate == null || of == null) {
      return null;
    }
    try {
      int updates = numUpdate.getInt(of);
      if (updates == 0) {
        return null;
      }
      float used = tracker.getNewValue(parameterId, updates);
      now = used;
      return used;
    } catch (IllegalAccessException e) {
      return null;
    }
  }

  /** Whether the code that asks the tracker is DJL's own; other code may look at its class. */
  private static boolean isOfDjl(Optimizer optimizer) {
    Field asked = PrivateField.find(optimizer.getClass(), TRACKER);
    return asked != null && asked.getDeclaringClass().getName().startsWith(OPTIMIZERS);
  }

  private static ObservedTracker innermost(ObservedTracker front) {
    ObservedTracker last = front;
    while (last.tracker() instanceof ObservedTracker next) {
      last = next;
    }
    return last;
  }

  private static @Nullable ParameterTracker inside(@Nullable Object tracker) {
    if (tracker instanceof ObservedTracker front) {
      return innermost(front).tracker();
    }
    return tracker instanceof ParameterTracker found ? found : null;
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
