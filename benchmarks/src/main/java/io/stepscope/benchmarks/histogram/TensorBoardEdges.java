package io.stepscope.benchmarks.histogram;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * The way of counting that TensorBoard's first writers used: a binary search for each value over
 * edges that grow by 10 %.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/lib/histogram/histogram.cc">
 *     Its edges</a>
 */
final class TensorBoardEdges {
  private final double[] edges;
  private final long[] counts;

  TensorBoardEdges() {
    double[] positive =
        DoubleStream.concat(
                DoubleStream.iterate(1e-12, edge -> edge < 1e20, edge -> edge * 1.1),
                DoubleStream.of(Double.MAX_VALUE))
            .toArray();
    edges =
        DoubleStream.concat(
                DoubleStream.concat(
                    Arrays.stream(positive).map(edge -> -edge).sorted(), DoubleStream.of(0)),
                Arrays.stream(positive))
            .toArray();
    counts = new long[edges.length + 1];
  }

  long[] count(float[] values) {
    Arrays.fill(counts, 0);
    for (float value : values) {
      int at = Arrays.binarySearch(edges, value);
      counts[at < 0 ? -at - 1 : at + 1]++;
    }
    return counts;
  }
}
