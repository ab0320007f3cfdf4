package io.stepscope.dl4j;

import io.stepscope.recorder.Recorder;
import java.util.LinkedHashMap;
import java.util.Map;

/** How long each operation of a step took, summed over the times it ran. */
final class SameDiffOpTimings {

  private final Recorder recorder;
  private final Map<String, OpTime> times = new LinkedHashMap<>();
  private long began;

  SameDiffOpTimings(Recorder recorder) {
    this.recorder = recorder;
  }

  /** An operation begins. */
  void begins() {
    began = System.nanoTime();
  }

  /** It is over. */
  void ends(String op, boolean forward) {
    long nanos = System.nanoTime() - began;
    OpTime time = times.get(op);
    if (time == null) {
      time = new OpTime("time/layer/" + op + (forward ? "/forward" : "/backward"));
      times.put(op, time);
    }
    time.nanos += nanos;
    time.ran = true;
  }

  /** Records what ran since the last call. */
  void record(long step) {
    for (OpTime time : times.values()) {
      if (time.ran) {
        recorder.timing(time.series, step, time.nanos);
      }
      time.clear();
    }
  }

  /** Forgets what ran since then. */
  void forget() {
    times.values().forEach(OpTime::clear);
  }

  /** One operation in one step. */
  private static final class OpTime {
    private final String series;
    private long nanos;
    private boolean ran;

    OpTime(String series) {
      this.series = series;
    }

    void clear() {
      nanos = 0;
      ran = false;
    }
  }
}
