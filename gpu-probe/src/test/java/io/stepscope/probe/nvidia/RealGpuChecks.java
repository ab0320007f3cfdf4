package io.stepscope.probe.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stepscope.histogram.Histogram;
import io.stepscope.probe.DeviceMemory;
import io.stepscope.probe.DeviceTimer;
import io.stepscope.probe.DeviceTimer.Mark;
import io.stepscope.probe.Pending;
import io.stepscope.probe.TensorStatistics;
import io.stepscope.probe.TensorStatistics.Element;
import io.stepscope.probe.TensorStatistics.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** What only a real GPU can show to be right. */
final class RealGpuChecks {
  private static final double MIB = 1 << 20;

  private RealGpuChecks() {}

  /** Memory is that of nvidia-smi, within a MiB; looked at until nobody changes it meanwhile. */
  static void memory(RealGpu gpu) throws Exception {
    for (int i = 0; i < 20; i++) {
      long[] before = memoryOfSmi(gpu);
      double used = look(gpu, "memory/used");
      double total = look(gpu, "memory/total");
      if (memoryOfSmi(gpu)[0] == before[0]) {
        System.out.printf("memory: %.2f MiB, nvidia-smi %d MiB%n", used, before[0]);
        assertThat(used).isCloseTo((double) before[0], within(1.0));
        assertThat(total).isCloseTo((double) before[1], within(1.0));
        return;
      }
    }
    throw new AssertionError("the memory of the device changes all the time");
  }

  private static double look(RealGpu gpu, String metric) throws Exception {
    return Objects.requireNonNull(Look.at(gpu.accelerator).get(metric), metric) / MIB;
  }

  private static long[] memoryOfSmi(RealGpu gpu) throws Exception {
    Process process =
        new ProcessBuilder(
                "nvidia-smi",
                "--query-gpu=memory.used,memory.total",
                "--format=csv,noheader,nounits",
                "--id=" + gpu.accelerator.info().id())
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    String[] words = printed.strip().split("\\s*,\\s*");
    return new long[] {Long.parseLong(words[0]), Long.parseLong(words[1])};
  }

  /** Spans are those of a program's own events, within 2 %. */
  static void spans(RealGpu gpu) {
    DeviceTimer timer = gpu.accelerator.timer().orElseThrow();
    long from = gpu.allocate(256 << 20);
    long to = gpu.allocate(256 << 20);
    for (int copies : new int[] {1, 10, 100}) {
      gpu.keepBusy(to, from);
      Object begin = gpu.event();
      Mark first = timer.mark(gpu.stream);
      for (int i = 0; i < copies; i++) {
        gpu.copy(to, from, 256 << 20);
      }
      Mark second = timer.mark(gpu.stream);
      Object end = gpu.event();
      double millis = gpu.millis(begin, end);
      double found = timer.nanosBetween(first, second).orElseThrow() / 1e6;
      System.out.printf("span: %.4f ms, by own events %.4f ms%n", found, millis);
      if (copies > 1) { // Of the shortest the events themselves are more than 2 %.
        assertThat(found).isCloseTo(millis, within(0.02 * millis));
      }
      first.close();
      second.close();
    }
    gpu.free();
  }

  /** Histograms are the host's, of all types, kinds of values, lengths and places. */
  static void histograms(RealGpu gpu) {
    TensorStatistics statistics = gpu.statistics();
    List<HostTensor> tensors = new ArrayList<>();
    Random random = new Random(3);
    for (int length : new int[] {0, 1, 3, 4, 5, 31, 32, 33, 8191, 1_000_003}) {
      for (int kind = 0; kind < 4; kind++) {
        tensors.add(HostTensor.of("kind " + kind, floats(kind, length, random), 0, 1));
        tensors.add(HostTensor.of("kind " + kind, floats(kind, length, random), 0, 0.7f));
      }
      for (Element element : List.of(Element.FLOAT16, Element.BFLOAT16)) {
        short[] halves = new short[length];
        for (int i = 0; i < length; i++) {
          halves[i] = (short) random.nextInt();
        }
        tensors.add(HostTensor.of("bits", element, halves, 0, 1));
        tensors.add(HostTensor.of("bits", element, halves, 0, 3));
      }
    }
    try (Pending<List<Histogram>> pending = statistics.count(gpu.stream, gpu.put(tensors))) {
      List<Histogram> found = gpu.result(pending);
      for (int i = 0; i < tensors.size(); i++) {
        SameHistogram.check(tensors.get(i).toString(), found.get(i), tensors.get(i).expected());
      }
    }
    System.out.printf("histograms: %d tensors as on the host%n", tensors.size());
    gpu.free();
  }

  /** Normal, crowded, any bits, mostly zeros. */
  static float[] floats(int kind, int length, Random random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] =
          switch (kind) {
            case 0 -> (float) random.nextGaussian();
            case 1 -> 0.01f + 1e-6f * random.nextFloat();
            case 2 -> Float.intBitsToFloat(random.nextInt());
            default -> random.nextInt(10) > 0 ? 0 : (float) random.nextGaussian();
          };
    }
    return values;
  }

  /** More elements than a counter of 32 bits counts, all equal. */
  static void many(RealGpu gpu) {
    long count = (1L << 32) + 12_345;
    long[] free = new long[1];
    RealGpu.check(gpu.calls.memory(free, new long[1]));
    if (free[0] < 2 * count + (1L << 30)) {
      System.out.println("many: skipped, the device has only " + free[0] + " bytes free");
      return;
    }
    long address = gpu.allocate(2 * count);
    RealGpu.check(gpu.calls.fill(address, (byte) 0x3f, 2 * count, gpu.stream));
    Tensor tensor = new Tensor(address, count, Element.BFLOAT16, 1);
    try (Pending<List<Histogram>> pending = gpu.statistics().count(gpu.stream, List.of(tensor))) {
      Histogram found = gpu.result(pending).get(0);
      assertThat(found.counts()).containsExactly(count);
      assertThat(found.bins()).containsExactly(0x3f3);
      assertThat(found.min()).isEqualTo(Float.intBitsToFloat(0x3f3f0000)).isEqualTo(found.max());
    }
    System.out.println("many: " + count + " elements");
    gpu.free();
  }

  /** Copies bring the bytes. */
  static void copies(RealGpu gpu) {
    byte[] bytes = new byte[4096];
    new Random(1).nextBytes(bytes);
    long there = gpu.put(bytes, 0);
    DeviceMemory memory = gpu.accelerator.memory().orElseThrow();
    long last = gpu.allocate(63 * 64 + 4); // Where the pitch of the last piece would be beyond it.
    gpu.copy(last, there, 63 * 64 + 4);
    gpu.statistics(); // When these are ready, copies are.
    try (Pending<ByteBuffer> one = memory.copy(gpu.stream, there + 12, 4, 4, 1);
        Pending<ByteBuffer> pieces = memory.copy(gpu.stream, last, 4, 64, 64)) {
      RealGpu.until(() -> one.poll().isPresent() && pieces.poll().isPresent());
      assertThat(one.poll().orElseThrow()).isEqualTo(ByteBuffer.wrap(bytes, 12, 4));
      ByteBuffer found = pieces.poll().orElseThrow();
      assertThat(found.remaining()).isEqualTo(256);
      for (int i = 0; i < 64; i++) {
        assertThat(found.slice(4 * i, 4)).isEqualTo(ByteBuffer.wrap(bytes, 64 * i, 4));
      }
    }
    gpu.free();
  }
}
