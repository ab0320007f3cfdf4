package io.stepscope.memory;

import io.stepscope.event.Stamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last samples of what was measured of memory. Of a fixed size, about 32 KiB, all of it made
 * beforehand. Thread-safe.
 */
final class MemoryTimeline {

  /** Samples that are kept: at the default interval of the probes, the last ten minutes. */
  static final int SAMPLES = 120;

  /** Series that are kept; of a machine with more, those that come first. */
  static final int SERIES = 32;

  /** Probes are looked at one after the other: so much later, it is still the same sample. */
  private static final long TOGETHER_MICROS = 500_000;

  private final String[] names = new String[SERIES];
  private final long[] micros = new long[SAMPLES];
  private final long[] steps = new long[SAMPLES];
  private final double[] values = new double[SAMPLES * SERIES];
  private int series;

  /** Samples that were ever begun. */
  private long begun;

  MemoryTimeline() {
    Arrays.fill(values, Double.NaN);
  }

  /** Keeps what is of memory among {@code readings}, which were taken just now. */
  synchronized void add(long step, long timeMicros, Map<String, Double> readings) {
    for (Map.Entry<String, Double> reading : readings.entrySet()) {
      if (isOfMemory(reading.getKey())) {
        int column = column(reading.getKey());
        if (column >= 0) {
          values[row(column, step, timeMicros) * SERIES + column] = reading.getValue();
        }
      }
    }
  }

  private int row(int column, long step, long timeMicros) {
    int last = (int) ((begun + SAMPLES - 1) % SAMPLES);
    if (begun > 0
        && timeMicros - micros[last] < TOGETHER_MICROS
        && Double.isNaN(values[last * SERIES + column])) {
      return last;
    }
    int row = (int) (begun++ % SAMPLES);
    micros[row] = timeMicros;
    steps[row] = step;
    Arrays.fill(values, row * SERIES, (row + 1) * SERIES, Double.NaN);
    return row;
  }

  private int column(String name) {
    for (int i = 0; i < series; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    if (series == SERIES) {
      return -1;
    }
    names[series] = name;
    return series++;
  }

  /** Names of the series, in the order in which they were first seen. */
  synchronized List<String> series() {
    return new ArrayList<>(Arrays.asList(names).subList(0, series));
  }

  /** The samples, from the oldest to the newest. */
  synchronized List<Sample> samples() {
    int count = (int) Math.min(begun, SAMPLES);
    List<Sample> samples = new ArrayList<>(count);
    for (long number = begun - count; number < begun; number++) {
      int row = (int) (number % SAMPLES);
      samples.add(
          new Sample(
              micros[row],
              steps[row],
              Arrays.copyOfRange(values, row * SERIES, row * SERIES + series)));
    }
    return samples;
  }

  /** The newest value of a series; null when it was never measured. */
  synchronized @Nullable Double last(String name) {
    for (int i = 0; i < series; i++) {
      if (names[i].equals(name)) {
        for (long number = begun - 1; number >= Math.max(0, begun - SAMPLES); number--) {
          double value = values[(int) (number % SAMPLES) * SERIES + i];
          if (!Double.isNaN(value)) {
            return value;
          }
        }
      }
    }
    return null;
  }

  /** Bytes that somebody holds or has left; not shares of them, nor how busy memory is. */
  static boolean isOfMemory(String name) {
    if (name.startsWith("clock/")
        || name.contains("/clock/")
        || name.endsWith("/utilization")
        || name.endsWith("/controller")
        || name.endsWith("/virtual")) {
      return false;
    }
    return hasPart(name, "memory")
        || hasPart(name, "heap")
        || hasPart(name, "nonheap")
        || hasPart(name, "buffers")
        || hasPart(name, "swap");
  }

  private static boolean hasPart(String name, String part) {
    int at = name.indexOf(part);
    while (at >= 0) {
      int end = at + part.length();
      if ((at == 0 || name.charAt(at - 1) == '/')
          && (end == name.length() || name.charAt(end) == '/')) {
        return true;
      }
      at = name.indexOf(part, at + 1);
    }
    return false;
  }

  /**
   * What was measured at one time.
   *
   * @param step the step that the training was in, or {@link Stamp#NONE}
   * @param values one for each series, NaN where it was not measured
   */
  record Sample(long micros, long step, double[] values) {

    /** When, in UTC as ISO 8601 has it. */
    String time() {
      return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }
  }
}
