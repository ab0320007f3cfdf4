package io.stepscope.probe;

import java.util.List;

/**
 * Probes that were opened together.
 *
 * @param probes what is looked at from now on
 * @param close lets go of what they share, after each was closed
 */
record Opened(List<Probe> probes, Runnable close) {

  static final Opened NOTHING = new Opened(List.of(), () -> {});

  Opened {
    probes = List.copyOf(probes);
  }
}
