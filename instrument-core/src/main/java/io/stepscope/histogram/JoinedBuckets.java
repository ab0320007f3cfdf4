package io.stepscope.histogram;

import java.util.Arrays;

/** Fewer buckets, by joining neighbours as long as the result is both narrow and light. */
final class JoinedBuckets {
  private JoinedBuckets() {}

  /**
   * Joins neighbours while they stay within {@code 1 / parts} of the range and of the count. Of two
   * neighbours in the result at least one limit is passed together, so at most {@code 4 * parts +
   * 1} remain.
   */
  static Buckets of(Buckets fine, int parts) {
    int size = fine.counts().length;
    if (size <= 1) {
      return fine;
    }
    double[] edges = fine.edges();
    // Divided before subtracted: the range of float64 values can overflow.
    double width = edges[size] / parts - edges[0] / parts;
    double weight = Arrays.stream(fine.counts()).sum() / parts;
    double[] joinedEdges = new double[size + 1];
    double[] joinedCounts = new double[size];
    int last = 0;
    joinedEdges[0] = edges[0];
    joinedEdges[1] = edges[1];
    joinedCounts[0] = fine.counts()[0];
    for (int i = 1; i < size; i++) {
      double count = fine.counts()[i];
      boolean narrow = edges[i + 1] - joinedEdges[last] <= width;
      if (!narrow || joinedCounts[last] + count > weight) {
        last++;
      }
      joinedCounts[last] += count;
      joinedEdges[last + 1] = edges[i + 1];
    }
    return new Buckets(Arrays.copyOf(joinedEdges, last + 2), Arrays.copyOf(joinedCounts, last + 1));
  }
}
