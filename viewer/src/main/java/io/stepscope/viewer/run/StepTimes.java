package io.stepscope.viewer.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the time of the steps went: sums of the host times of their phases. */
final class StepTimes {
  private static final String PREFIX = "time/";
  private static final String STEP = "time/step";
  private static final List<String> PHASES = List.of("data", "forward", "backward", "update");

  private final Map<String, Long> nanos = new LinkedHashMap<>();
  private long steps;

  void timing(String name, long duration) {
    if (name.equals(STEP)) {
      steps++;
    }
    if (name.equals(STEP)
        || (name.startsWith(PREFIX) && PHASES.contains(name.substring(PREFIX.length())))) {
      nanos.merge(name, duration, Long::sum);
    }
  }

  /** Steps whose whole time is known. */
  long steps() {
    return steps;
  }

  /** The phases in their order, then the rest; empty when no phase was timed. */
  List<TimeShare> shares() {
    long known = PHASES.stream().mapToLong(phase -> nanos.getOrDefault(PREFIX + phase, 0L)).sum();
    // Waiting for data may lie outside of what the framework calls a step.
    long whole = Math.max(nanos.getOrDefault(STEP, 0L), known);
    List<TimeShare> shares = new ArrayList<>();
    if (known == 0) {
      return shares;
    }
    for (String phase : PHASES) {
      Long time = nanos.get(PREFIX + phase);
      if (time != null) {
        shares.add(new TimeShare(phase, time, (double) time / whole));
      }
    }
    shares.add(new TimeShare("rest", whole - known, (double) (whole - known) / whole));
    return shares;
  }
}
