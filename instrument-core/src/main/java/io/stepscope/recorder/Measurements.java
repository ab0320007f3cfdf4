package io.stepscope.recorder;

import java.util.Map;

/** Sees what is measured beside the training, on the thread that measures: soon done. */
@FunctionalInterface
public interface Measurements {

  /**
   * These numbers were recorded.
   *
   * @param step the step that the training was in, or {@link io.stepscope.event.Stamp#NONE}
   * @param timeMicros when, microseconds since 1970
   */
  void taken(long step, long timeMicros, Map<String, Double> values);
}
