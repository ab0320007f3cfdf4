package io.stepscope.dl4j;

import io.stepscope.Run;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Who observes which SameDiff instance. A run belongs to the instance and not to a listener:
 * several calls of fit, each with a listener of its own, are one training. Thread-safe; keeps no
 * instance alive, and none waits for another while a run begins or ends.
 */
final class SameDiffObservers {

  private static final List<Place> PLACES = new CopyOnWriteArrayList<>();

  /** Kept here, since nobody else does. */
  private static final ModelRecorder RECORDER = SameDiffObservers::finish;

  static {
    Stepscope.recordsWith(RECORDER);
  }

  private SameDiffObservers() {}

  /** The observer of {@code model}; null when it has not trained. */
  static @Nullable SameDiffObserver find(SameDiff model) {
    Place place = placeOf(model);
    return place == null ? null : place.observer;
  }

  /**
   * The observer of {@code model}, a new one if there is none.
   *
   * @param at what SameDiff keeps the place in
   * @param joined the program's own run; null for one that is started here
   * @param before who observed for the same listener until now
   */
  static SameDiffObserver of(
      SameDiff model, At at, @Nullable Run joined, @Nullable SameDiffObserver before) {
    Forsaken.look();
    return placeFor(model).observer(model, at, joined, before);
  }

  /** Ends the training of {@code model}, and its run unless that is the program's own. */
  private static void finish(Object model) {
    Place place = model instanceof SameDiff graph ? placeOf(graph) : null;
    if (place != null) {
      place.finish();
    }
  }

  private static @Nullable Place placeOf(SameDiff model) {
    for (Place place : PLACES) {
      if (place.model.refersTo(model)) {
        return place;
      }
    }
    return null;
  }

  private static synchronized Place placeFor(SameDiff model) {
    Place known = placeOf(model);
    if (known != null) {
      return known;
    }
    Place place = new Place(model);
    PLACES.add(place);
    return place;
  }

  /** An instance, and who observes it. Its lock makes only those wait who train that instance. */
  private static final class Place {
    private final Forsaken.Watched model;
    private volatile @Nullable SameDiffObserver observer;

    Place(SameDiff model) {
      this.model = Forsaken.watch(model, this::forsake);
    }

    synchronized SameDiffObserver observer(
        SameDiff graph, At at, @Nullable Run joined, @Nullable SameDiffObserver before) {
      SameDiffObserver known = observer;
      if (known != null) {
        if (known.joined() == joined || known.isInFit(at)) {
          return known;
        }
        observer = null;
        known.end();
      }
      Run run = joined == null ? Run.builder().startForgiving() : joined;
      long first = run.nextStep();
      if (before != null && before.run() == run) {
        first = Math.max(first, before.nextStep());
      }
      SameDiffObserver begun =
          new SameDiffObserver(
              run, joined, graph, first, graph.getTrainingConfig().getEpochCount());
      observer = begun;
      return begun;
    }

    void finish() {
      SameDiffObserver known = take();
      if (known != null) {
        known.end();
      }
    }

    private void forsake() {
      PLACES.remove(this);
      SameDiffObserver known = take();
      if (known != null) {
        known.forsake();
      }
    }

    private synchronized @Nullable SameDiffObserver take() {
      SameDiffObserver known = observer;
      observer = null;
      return known;
    }
  }
}
