package io.stepscope.training;

import io.stepscope.recorder.Recorder;
import java.util.EnumMap;
import java.util.Map;

/** How long each phase of one step took, summed over its parts. */
final class PhaseTally {

  private final Map<Phase, Long> nanos = new EnumMap<>(Phase.class);

  void add(Phase phase, long time) {
    nanos.merge(phase, time, Long::sum);
  }

  /** Records the phases that were seen, and forgets them. */
  void record(Recorder recorder, long step) {
    nanos.forEach((phase, time) -> recorder.timing(phase.series(), step, time));
    nanos.clear();
  }
}
