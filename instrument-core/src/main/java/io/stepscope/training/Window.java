package io.stepscope.training;

import java.util.Arrays;

/** The last few measurements. Not thread-safe. */
final class Window {
  private final long[] values;
  private int known;
  private int next;

  Window(int size) {
    values = new long[size];
  }

  void add(long value) {
    values[next] = value;
    next = (next + 1) % values.length;
    known = Math.min(known + 1, values.length);
  }

  boolean isEmpty() {
    return known == 0;
  }

  boolean isFull() {
    return known == values.length;
  }

  long least() {
    return Arrays.stream(values, 0, known).min().orElse(0);
  }

  long lowerQuartile() {
    if (known == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(values, known);
    Arrays.sort(sorted);
    return sorted[known / 4];
  }
}
