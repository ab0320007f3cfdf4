package io.stepscope.djl;

import ai.djl.training.tracker.ParameterTracker;
import ai.djl.training.tracker.Tracker;

/** A tracker that remembers what it answered last, and asks nothing that it is not asked itself. */
final class ObservedTracker implements Tracker {

  private ParameterTracker tracker;

  /** An engine may update parameters on a thread of its own. */
  private volatile float last = Float.NaN;

  ObservedTracker(ParameterTracker tracker) {
    this.tracker = tracker;
  }

  /** The tracker inside. */
  ParameterTracker tracker() {
    return tracker;
  }

  /** Puts another one in its place. */
  void replace(ParameterTracker other) {
    tracker = other;
  }

  /** The last answer; NaN before the first. */
  float last() {
    return last;
  }

  @Override
  public float getNewValue(String parameterId, int numUpdate) {
    float value = tracker.getNewValue(parameterId, numUpdate);
    last = value;
    return value;
  }

  @Override
  public float getNewValue(int numUpdate) {
    float value =
        tracker instanceof Tracker schedule
            ? schedule.getNewValue(numUpdate)
            : tracker.getNewValue("", numUpdate);
    last = value;
    return value;
  }
}
