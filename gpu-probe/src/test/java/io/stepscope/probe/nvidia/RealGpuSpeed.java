package io.stepscope.probe.nvidia;

import io.stepscope.histogram.Histogram;
import io.stepscope.probe.DeviceTimer;
import io.stepscope.probe.DeviceTimer.Mark;
import io.stepscope.probe.Pending;
import io.stepscope.probe.TensorStatistics;
import io.stepscope.probe.TensorStatistics.Element;
import io.stepscope.probe.TensorStatistics.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** What statistics and times cost on a real GPU, printed as rows of docs/performance.md. */
final class RealGpuSpeed {
  private static final long BYTES = 1L << 30;
  private static final int BLOCK = 16 << 20;
  private static final int ROUNDS = 25;
  private static final int PAIRS = 10_000;

  private RealGpuSpeed() {}

  /**
   * A histogram of 1 GiB reads it once; a plain copy of 1 GiB from device to device reads and
   * writes it. Both in turn, medians, by CUDA's events.
   */
  static void histograms(RealGpu gpu) {
    TensorStatistics statistics = gpu.statistics();
    long values = gpu.allocate(BYTES);
    long elsewhere = gpu.allocate(BYTES);
    System.out.println("| 1 GiB on the device | GB/s read | copy, GB/s read and written | ratio |");
    System.out.println("|---|---|---|---|");
    String[] kinds = {"normal", "crowded", "any bits", "90 % zeros"};
    for (int kind = 0; kind < kinds.length; kind++) {
      fill(gpu, values, kind);
      Tensor tensor = new Tensor(values, BYTES / 4, Element.FLOAT32, 1);
      row(gpu, statistics, kinds[kind] + " float32", tensor, elsewhere);
    }
    fill(gpu, values, 0);
    Tensor divided = new Tensor(values, BYTES / 4, Element.FLOAT32, 32);
    row(gpu, statistics, "normal float32, divided", divided, elsewhere);
    for (Element element : List.of(Element.FLOAT16, Element.BFLOAT16)) {
      for (int kind = 0; kind < 2; kind++) {
        fillHalves(gpu, values, element, kind);
        Tensor halves = new Tensor(values, BYTES / 2, element, 1);
        row(
            gpu,
            statistics,
            kinds[kind] + " " + element.name().toLowerCase(Locale.ROOT),
            halves,
            elsewhere);
      }
    }
    gpu.free();
  }

  /** The same values with fewer bits, cut off; what float16 has no normal number for is zero. */
  private static void fillHalves(RealGpu gpu, long values, Element element, int kind) {
    byte[] block = new byte[BLOCK];
    ByteBuffer to = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : RealGpuChecks.floats(kind, BLOCK / 2, new Random(kind))) {
      int bits = Float.floatToRawIntBits(value);
      int exponent = ((bits >> 23) & 0xff) - 112;
      int sign = (bits >> 16) & 0x8000;
      int fraction = (bits >> 13) & 0x3ff;
      int float16 = exponent <= 0 ? 0 : sign + (exponent << 10) + fraction;
      to.putShort((short) (element == Element.BFLOAT16 ? bits >> 16 : float16));
    }
    fill(gpu, values, block);
  }

  private static void row(
      RealGpu gpu, TensorStatistics statistics, String what, Tensor tensor, long elsewhere) {
    double[] counting = new double[ROUNDS];
    double[] copying = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      gpu.keepBusy(elsewhere, tensor.address());
      Object begin = gpu.event();
      Pending<List<Histogram>> pending = statistics.count(gpu.stream, List.of(tensor));
      counting[round] = gpu.millis(begin, gpu.event());
      pending.close();
      Object copied = gpu.event();
      gpu.copy(elsewhere, tensor.address(), BYTES);
      copying[round] = gpu.millis(copied, gpu.event());
    }
    double counted = BYTES / median(counting) / 1e6;
    double moved = 2 * BYTES / median(copying) / 1e6;
    System.out.printf("| %s | %.0f | %.0f | %.2f |%n", what, counted, moved, counted / moved);
  }

  private static void fill(RealGpu gpu, long values, int kind) {
    byte[] block = new byte[BLOCK];
    ByteBuffer.wrap(block)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .put(RealGpuChecks.floats(kind, BLOCK / 4, new Random(kind)));
    fill(gpu, values, block);
  }

  private static void fill(RealGpu gpu, long values, byte[] block) {
    long from = gpu.put(block, 0);
    for (long at = 0; at < BYTES; at += BLOCK) {
      gpu.copy(values + at, from, BLOCK);
    }
    gpu.finish();
  }

  /** What two marks cost the thread of a training, and a count of 200 tensors. */
  static void hostCosts(RealGpu gpu) {
    DeviceTimer timer = gpu.accelerator.timer().orElseThrow();
    double[] pairs = new double[5];
    for (int turn = 0; turn < pairs.length; turn++) {
      List<Mark> marks = new ArrayList<>();
      long nanos = 0;
      for (int i = 0; i < PAIRS; i++) {
        long start = System.nanoTime();
        marks.add(timer.mark(gpu.stream));
        marks.add(timer.mark(gpu.stream));
        nanos += System.nanoTime() - start;
        if (marks.size() >= 1000) {
          gpu.finish();
          marks.forEach(Mark::close);
          marks.clear();
        }
      }
      marks.forEach(Mark::close);
      pairs[turn] = nanos / 1e3 / PAIRS;
    }
    System.out.printf("| a pair of marks, us of the training's thread | %.2f |%n", median(pairs));
    TensorStatistics statistics = gpu.statistics();
    long values = gpu.allocate(200 << 16);
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      tensors.add(new Tensor(values + ((long) i << 16), 1 << 14, Element.FLOAT32, 1));
    }
    double[] counts = new double[200];
    for (int i = 0; i < counts.length; i++) {
      long start = System.nanoTime();
      Pending<List<Histogram>> pending = statistics.count(gpu.stream, tensors);
      counts[i] = (System.nanoTime() - start) / 1e3;
      gpu.result(pending);
      pending.close();
    }
    System.out.printf("| to begin to count 200 tensors, us | %.1f |%n", median(counts));
    gpu.free();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
