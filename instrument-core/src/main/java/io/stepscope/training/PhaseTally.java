package io.stepscope.training;

import io.stepscope.recorder.Recorder;

/** How long each phase of one step took, summed over its parts. */
final class PhaseTally {

  private static final Phase[] PHASES = Phase.values();

  private final long[] nanos = new long[PHASES.length];
  private final boolean[] seen = new boolean[PHASES.length];

  void add(Phase phase, long time) {
    nanos[phase.ordinal()] += time;
    seen[phase.ordinal()] = true;
  }

  /** Records the phases that were seen, and forgets them. */
  void record(Recorder recorder, long step) {
    for (Phase phase : PHASES) {
      int i = phase.ordinal();
      if (seen[i]) {
        recorder.timing(phase.series(), step, nanos[i]);
        nanos[i] = 0;
        seen[i] = false;
      }
    }
  }
}
