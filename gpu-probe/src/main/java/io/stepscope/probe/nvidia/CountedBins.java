package io.stepscope.probe.nvidia;

import io.stepscope.histogram.Histogram;
import io.stepscope.probe.TensorStatistics.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes histograms of what the kernel wrote for a {@link WorkList}. */
final class CountedBins {
  private static final int MAGNITUDES = 2048;

  /** From here on bins of a sign hold infinities and NaN. */
  private static final int FINITE = 2040;

  private final WorkList list;
  private final ByteBuffer counted;
  private final long[] bins = new long[WorkList.BINS];
  private int piece;
  private int slot;

  private CountedBins(WorkList list, ByteBuffer counted) {
    this.list = list;
    this.counted = counted;
  }

  /**
   * The histograms of the tensors of a list, in their order.
   *
   * @param counted list, parts and bins, from position 0
   * @throws IllegalStateException if these are not counts of such tensors
   */
  static List<Histogram> read(WorkList list, ByteBuffer counted) {
    CountedBins of = new CountedBins(list, counted.duplicate().order(ByteOrder.LITTLE_ENDIAN));
    List<Histogram> histograms = new ArrayList<>();
    for (Tensor tensor : list.tensors) {
      histograms.add(tensor.count() == 0 ? Histogram.empty() : of.next(tensor));
    }
    return histograms;
  }

  private Histogram next(Tensor tensor) {
    double sum = 0;
    double squares = 0;
    float lowest = Float.POSITIVE_INFINITY;
    float highest = Float.NEGATIVE_INFINITY;
    long zeros = 0;
    long infinite = 0;
    int end = piece + list.pieces(tensor);
    for (; piece < end; piece++) {
      int at = list.listBytes() + piece * WorkList.PART_BYTES;
      sum += counted.getDouble(at);
      squares += counted.getDouble(at + 8);
      lowest = Math.min(lowest, counted.getFloat(at + 16));
      highest = Math.max(highest, counted.getFloat(at + 20));
      zeros += Integer.toUnsignedLong(counted.getInt(at + 24));
      infinite += Integer.toUnsignedLong(counted.getInt(at + 28));
    }
    readBins(list.slots(tensor));
    long finite = 0;
    long others = 0;
    int used = 0;
    int[] numbers = new int[WorkList.BINS];
    long[] counts = new long[WorkList.BINS];
    for (int bin = 0; bin < WorkList.BINS; bin++) {
      if (bins[bin] != 0 && bin % MAGNITUDES < FINITE) {
        numbers[used] = bin;
        counts[used++] = bins[bin];
        finite += bins[bin];
      } else {
        others += bins[bin];
      }
    }
    if (finite + others != tensor.count() || infinite > others) {
      throw new IllegalStateException(
          "the device counted " + (finite + others) + " of " + tensor.count() + " values");
    }
    boolean none = finite == 0;
    return new Histogram(
        Arrays.copyOf(numbers, used),
        Arrays.copyOf(counts, used),
        tensor.count(),
        zeros,
        others - infinite,
        infinite,
        none ? Double.NaN : lowest + 0.0, // Which makes a negative zero positive.
        none ? Double.NaN : highest + 0.0,
        sum,
        squares);
  }

  private void readBins(int slots) {
    Arrays.fill(bins, 0);
    for (int end = slot + slots; slot < end; slot++) {
      int at = list.binsOffset() + slot * WorkList.SLOT_BYTES;
      for (int bin = 0; bin < WorkList.BINS; bin++) {
        bins[bin] += Integer.toUnsignedLong(counted.getInt(at + bin * Integer.BYTES));
      }
    }
  }
}
