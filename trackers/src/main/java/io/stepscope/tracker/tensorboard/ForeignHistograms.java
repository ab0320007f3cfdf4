package io.stepscope.tracker.tensorboard;

import io.stepscope.histogram.Histogram;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Histograms of event files as ours: the buckets that TensorBoard shows of them, spread over our
 * bins as {@link Histogram#ofBuckets} tells.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorboard/blob/2.19.0/tensorboard/data_compat.py">How
 *     TensorBoard reads a HistogramProto</a>
 */
final class ForeignHistograms {
  /** Columns of the tensor form: left edge, right edge, count. */
  private static final int COLUMNS = 3;

  private ForeignHistograms() {}

  /** Of a {@code HistogramProto}, whose statistics are exact. */
  static Histogram ofProto(ProtoReader in) throws IOException {
    double min = Double.NaN;
    double max = Double.NaN;
    double sum = Double.NaN;
    double sumOfSquares = Double.NaN;
    Doubles limits = new Doubles();
    Doubles counts = new Doubles();
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> min = in.float64();
        case 2 -> max = in.float64();
        case 4 -> sum = in.float64();
        case 5 -> sumOfSquares = in.float64();
        case 6 -> limits.add(in);
        case 7 -> counts.add(in);
        default -> {
          // The number of values is the sum of the counts.
        }
      }
    }
    int size = Math.min(limits.size, counts.size);
    double[] lefts = new double[size];
    double[] rights = new double[size];
    double least = Double.isFinite(min) ? min : -Double.MAX_VALUE;
    double most = Double.isFinite(max) ? max : Double.MAX_VALUE;
    if (least > most) {
      least = -Double.MAX_VALUE; // as in those that TensorFlow writes of no values
      most = Double.MAX_VALUE;
    }
    for (int i = 0; i < size; i++) {
      lefts[i] = within(least, most, i == 0 ? least : limits.values[i - 1]);
      rights[i] = Math.max(lefts[i], within(least, most, limits.values[i]));
    }
    return histogram(lefts, rights, Arrays.copyOf(counts.values, size), sum, sumOfSquares);
  }

  /** Of a tensor of rows, whose sums are not known. */
  static Histogram ofTensor(TensorValue tensor) throws IOException {
    double[] cells = tensor.numbers();
    if (tensor.sizes().size() != 2
        || tensor.sizes().get(1) != COLUMNS
        || cells.length != COLUMNS * tensor.sizes().get(0)) {
      throw new IOException("a histogram of shape " + tensor.sizes());
    }
    int size = cells.length / COLUMNS;
    double[] lefts = new double[size];
    double[] rights = new double[size];
    double[] counts = new double[size];
    for (int i = 0; i < size; i++) {
      lefts[i] = within(-Double.MAX_VALUE, Double.MAX_VALUE, cells[COLUMNS * i]);
      rights[i] =
          Math.max(lefts[i], within(-Double.MAX_VALUE, Double.MAX_VALUE, cells[COLUMNS * i + 1]));
      counts[i] = cells[COLUMNS * i + 2];
    }
    return histogram(lefts, rights, counts, Double.NaN, Double.NaN);
  }

  private static Histogram histogram(
      double[] lefts, double[] rights, double[] counts, double sum, double sumOfSquares)
      throws IOException {
    try {
      return Histogram.ofBuckets(lefts, rights, counts, sum, sumOfSquares);
    } catch (IllegalArgumentException e) {
      throw new IOException("a histogram that is none: " + e.getMessage(), e);
    }
  }

  private static double within(double least, double most, double edge) {
    return Math.max(least, Math.min(most, edge));
  }

  /** A repeated field of doubles, packed or one by one. */
  private static final class Doubles {
    private double[] values = new double[64];
    private int size;

    void add(ProtoReader in) throws IOException {
      if (!in.isContent()) {
        add(in.float64());
        return;
      }
      ByteBuffer packed = in.content();
      if (packed.remaining() % Double.BYTES != 0) {
        throw new IOException("a list of numbers that is cut off");
      }
      while (packed.hasRemaining()) {
        add(packed.getDouble());
      }
    }

    private void add(double value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }
  }
}
