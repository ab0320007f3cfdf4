package io.stepscope.event;

import java.util.HashSet;
import java.util.Set;

/**
 * Which series of a run were measured on the machine, beside the training: they carry the step they
 * fell into, but that they were measured says nothing of how far the training is.
 *
 * <p>Those of probes that a user defined are known by an entry of the run's environment, which is
 * recorded before their first value. Not thread-safe.
 */
public final class MachineSeries {
  /** What such an entry's name begins with; the name of the probe follows. */
  public static final String PROBE = "probe.";

  private final Set<String> first =
      new HashSet<>(Set.of("system", "gpu", "tpu", "npu", "ipu", "fpga", "accelerator"));

  /** Learns the probes that a user defined. */
  public void learn(Event event) {
    if (event instanceof Params params && params.group() == Params.Group.ENVIRONMENT) {
      for (String key : params.values().keySet()) {
        if (key.startsWith(PROBE)) {
          first.add(key.substring(PROBE.length()));
        }
      }
    }
  }

  /** Whether the series is one of host or accelerators. */
  public boolean has(String series) {
    int slash = series.indexOf('/');
    return slash > 0 && first.contains(series.substring(0, slash));
  }
}
