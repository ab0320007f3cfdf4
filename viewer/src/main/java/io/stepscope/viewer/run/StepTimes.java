package io.stepscope.viewer.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the time of the steps went: sums of the times of their phases, by one clock. */
final class StepTimes {
  private static final String PREFIX = "time/";
  private static final String STEP = "step";
  private static final List<String> PHASES = List.of("data", "forward", "backward", "update");

  private final String clock;
  private final Map<String, Long> nanos = new LinkedHashMap<>();
  private long steps;

  private StepTimes(String clock) {
    this.clock = clock;
  }

  static StepTimes onHost() {
    return new StepTimes("");
  }

  static StepTimes onDevices() {
    return new StepTimes("/device");
  }

  void timing(String name, long duration) {
    int end = name.length() - clock.length();
    if (end < PREFIX.length() || !name.startsWith(PREFIX) || !name.endsWith(clock)) {
      return;
    }
    String part = name.substring(PREFIX.length(), end);
    if (part.equals(STEP)) {
      steps++;
    }
    if (part.equals(STEP) || PHASES.contains(part)) {
      nanos.merge(part, duration, Long::sum);
    }
  }

  /** Steps whose whole time is known. */
  long steps() {
    return steps;
  }

  /** The phases in their order, then the rest; empty when no phase was timed. */
  List<TimeShare> shares() {
    long known = PHASES.stream().mapToLong(phase -> nanos.getOrDefault(phase, 0L)).sum();
    // Waiting for data may lie outside of what the framework calls a step.
    long whole = Math.max(nanos.getOrDefault(STEP, 0L), known);
    List<TimeShare> shares = new ArrayList<>();
    if (known == 0) {
      return shares;
    }
    for (String phase : PHASES) {
      Long time = nanos.get(phase);
      if (time != null) {
        shares.add(new TimeShare(phase, time, (double) time / whole));
      }
    }
    shares.add(new TimeShare("rest", whole - known, (double) (whole - known) / whole));
    return shares;
  }
}
