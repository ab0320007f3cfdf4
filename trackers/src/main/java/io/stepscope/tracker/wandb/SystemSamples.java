package io.stepscope.tracker.wandb;

import io.stepscope.event.Scalar;
import java.io.IOException;
import java.util.LinkedHashMap;

/**
 * Gathers measurements of host and accelerators that were taken together, within a second, into one
 * line for the system panels: these show a number of lines, not of values.
 */
final class SystemSamples {
  private static final long TOGETHER_MICROS = 1_000_000;

  private final RunState state;
  private final Destination destination;

  SystemSamples(RunState state, Destination destination) {
    this.state = state;
    this.destination = destination;
  }

  /** Something happens at this time; what was measured long before it is complete. */
  void before(long timeMicros) throws IOException {
    if (timeMicros - state.sampleMicros >= TOGETHER_MICROS) {
      flush();
    }
  }

  /** Takes a scalar; returns false if it is no measurement of host or accelerator. */
  boolean take(Scalar scalar) throws IOException {
    SystemPanel panel = SystemPanel.of(scalar.name());
    if (panel == null) {
      return false;
    }
    String key = panel.key(scalar.stamp().rank());
    if (state.sample.containsKey(key)) {
      flush();
    }
    if (state.sample.isEmpty()) {
      state.sampleMicros = scalar.stamp().timeMicros();
    }
    state.sample.put(key, panel.shown(scalar));
    return true;
  }

  void flush() throws IOException {
    if (!state.sample.isEmpty()) {
      long micros = state.sampleMicros;
      destination.system(micros, state.runtimeMicros(micros), new LinkedHashMap<>(state.sample));
      state.sample.clear();
    }
  }
}
