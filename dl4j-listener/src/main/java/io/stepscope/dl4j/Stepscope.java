package io.stepscope.dl4j;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/** Ends the runs of models, which otherwise end with the process. Thread-safe. */
public final class Stepscope {

  /** Weak, so that a listener goes when the program has no more use for it. */
  private static final Set<ModelRecorder> RECORDERS =
      Collections.newSetFromMap(Collections.synchronizedMap(new WeakHashMap<>()));

  private Stepscope() {}

  /**
   * Ends the run that {@code model} is recorded into: its last weights are recorded, and the run is
   * finished, unless the program started it itself. If the model is trained again, a new run
   * begins.
   *
   * <p>Takes at most about two seconds, however trackers behave. Does nothing when the model is not
   * being recorded.
   *
   * @param model a network that was trained with a listener of this package, or a copy of it that
   *     was; or a SameDiff instance
   */
  public static void finish(Object model) {
    List<ModelRecorder> recorders;
    synchronized (RECORDERS) {
      recorders = List.copyOf(RECORDERS);
    }
    recorders.forEach(recorder -> recorder.finish(model));
  }

  /** From now on {@code recorder} hears of models that are finished. */
  static void recordsWith(ModelRecorder recorder) {
    RECORDERS.add(recorder);
  }
}
