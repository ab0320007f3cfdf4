package io.stepscope.histogram;

/** Buckets of equal width. */
final class EqualBuckets {
  private EqualBuckets() {}

  static Buckets of(Histogram histogram, int count) {
    if (count < 1) {
      throw new IllegalArgumentException(count + " buckets");
    }
    Buckets fine = histogram.buckets();
    if (fine.counts().length == 0) {
      return fine;
    }
    double[] edges = edges(histogram.min(), histogram.max(), count);
    double[] counts = new double[count];
    double below = 0;
    int passed = 0;
    double belowEdge = 0;
    for (int i = 1; i <= count; i++) {
      while (passed < fine.counts().length && fine.edges()[passed + 1] <= edges[i]) {
        below += fine.counts()[passed++];
      }
      double cut = passed < fine.counts().length ? Math.rint(part(fine, passed, edges[i])) : 0;
      counts[i - 1] = below + cut - belowEdge;
      belowEdge = below + cut;
    }
    return new Buckets(edges, counts);
  }

  /** How much of a bucket's count lies below an edge, if its values are spread evenly. */
  private static double part(Buckets fine, int bucket, double edge) {
    double from = fine.edges()[bucket];
    double to = fine.edges()[bucket + 1];
    if (edge <= from) {
      return 0;
    }
    return fine.counts()[bucket] * ((edge - from) / (to - from));
  }

  private static double[] edges(double min, double max, int count) {
    double from = min;
    double to = max;
    if (min == max) {
      double half = Math.max(0.5, Math.abs(min) * 0x1p-20);
      from = Math.max(-Double.MAX_VALUE, min - half);
      to = Math.min(Double.MAX_VALUE, max + half);
    }
    double[] edges = new double[count + 1];
    for (int i = 1; i < count; i++) {
      double part = (double) i / count;
      edges[i] = from * (1 - part) + to * part;
    }
    edges[0] = from;
    edges[count] = to;
    return edges;
  }
}
