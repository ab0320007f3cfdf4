package io.stepscope.dl4j;

import io.stepscope.Run;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Who observes which SameDiff instance. A run belongs to the instance and not to a listener:
 * several calls of fit, each with a listener of its own, are one training. Thread-safe; keeps no
 * instance alive.
 */
final class SameDiffObservers {

  private static final List<SameDiffObserver> OBSERVERS = new ArrayList<>();

  /** Kept here, since nobody else does. */
  private static final ModelRecorder RECORDER = SameDiffObservers::finish;

  static {
    Stepscope.recordsWith(RECORDER);
  }

  private SameDiffObservers() {}

  /** The observer of {@code model}; null when it has not trained. */
  static synchronized @Nullable SameDiffObserver find(SameDiff model) {
    for (SameDiffObserver observer : OBSERVERS) {
      if (observer.isOf(model)) {
        return observer;
      }
    }
    return null;
  }

  /**
   * The observer of {@code model}, a new one if there is none.
   *
   * @param at what SameDiff keeps the place in
   * @param joined the program's own run; null for one that is started here
   * @param before who observed for the same listener until now
   */
  static synchronized SameDiffObserver of(
      SameDiff model, At at, @Nullable Run joined, @Nullable SameDiffObserver before) {
    SameDiffObserver known = find(model);
    if (known != null) {
      if (known.joined() == joined || known.isInFit(at)) {
        return known;
      }
      OBSERVERS.remove(known);
      known.end();
    }
    OBSERVERS.removeIf(SameDiffObserver::isForsaken);
    Run run = joined == null ? Run.builder().startForgiving() : joined;
    long first = run.nextStep();
    if (before != null && before.run() == run) {
      first = Math.max(first, before.nextStep());
    }
    SameDiffObserver observer =
        new SameDiffObserver(run, joined, model, first, model.getTrainingConfig().getEpochCount());
    OBSERVERS.add(observer);
    return observer;
  }

  /** Ends the training of {@code model}, and its run unless that is the program's own. */
  private static void finish(Object model) {
    if (model instanceof SameDiff graph) {
      SameDiffObserver observer;
      synchronized (SameDiffObservers.class) {
        observer = find(graph);
        OBSERVERS.remove(observer);
      }
      if (observer != null) {
        observer.end();
      }
    }
  }
}
