package io.stepscope.forward;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * The text form of a set of sequence numbers: comma-separated runs, each {@code first} or {@code
 * first+distance*more}. Records of equal size follow each other at equal distances, so that a set
 * of thousands is a few words long.
 */
final class Sequences {

  private Sequences() {}

  static String write(long[] sequences) {
    long[] sorted = sequences.clone();
    Arrays.sort(sorted);
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < sorted.length) {
      int last = at;
      if (at + 1 < sorted.length) {
        long distance = sorted[at + 1] - sorted[at];
        while (last + 1 < sorted.length && sorted[last + 1] - sorted[last] == distance) {
          last++;
        }
      }
      if (text.length() > 0) {
        text.append(',');
      }
      text.append(sorted[at]);
      if (last > at) {
        text.append('+').append(sorted[at + 1] - sorted[at]).append('*').append(last - at);
      }
      at = last + 1;
    }
    return text.toString();
  }

  /**
   * @throws NumberFormatException if {@code text} is not what {@link #write} writes
   */
  static Set<Long> read(String text) {
    Set<Long> sequences = new HashSet<>();
    read(text, sequences::add);
    return sequences;
  }

  /**
   * Reads without keeping anything.
   *
   * @throws NumberFormatException if {@code text} is not what {@link #write} writes
   */
  static void read(String text, LongConsumer sequences) {
    if (text.isEmpty()) {
      return;
    }
    for (String run : text.split(",")) {
      int plus = run.indexOf('+');
      int times = run.indexOf('*');
      if (plus < 0 || times < plus) {
        sequences.accept(Long.parseLong(run));
        continue;
      }
      long first = Long.parseLong(run.substring(0, plus));
      long distance = Long.parseLong(run.substring(plus + 1, times));
      int more = Integer.parseInt(run.substring(times + 1));
      for (int i = 0; i <= more; i++) {
        sequences.accept(first + i * distance);
      }
    }
  }
}
