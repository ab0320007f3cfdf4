package io.stepscope.probe.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stepscope.histogram.Histogram;
import io.stepscope.probe.TensorStatistics.Element;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kernel's own source, on the processor, against the host's histogram of the same values. */
class HistogramKernelTest {
  private static final float[] SPECIAL = {
    0f,
    -0f,
    1f,
    -1f,
    Float.NaN,
    Float.intBitsToFloat(0xffc00000),
    Float.intBitsToFloat(0x7f800001),
    Float.intBitsToFloat(0xff800001),
    Float.intBitsToFloat(0x7fffffff),
    Float.intBitsToFloat(0xffffffff),
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    -Float.MIN_NORMAL,
    0x1p-129f,
    Math.nextDown(0x1p-129f),
    Float.MAX_VALUE,
    -Float.MAX_VALUE
  };

  private EmulatedKernel kernel;

  @BeforeEach
  void load() throws Exception {
    kernel = EmulatedKernel.load();
  }

  @Test
  void valuesOfAnyDistributionAreCountedAsTheHostDoes() {
    List<HostTensor> tensors = new ArrayList<>();
    distributions()
        .forEach(
            (name, distribution) ->
                tensors.add(HostTensor.of(name, floats(distribution, 20_011), 0, 1)));
    check(tensors);
  }

  @Test
  void specialValuesAreCountedEachByItselfAndAll() {
    List<HostTensor> tensors = new ArrayList<>();
    tensors.add(HostTensor.of("special", SPECIAL, 0, 1));
    tensors.add(HostTensor.of("special", SPECIAL, 0, -3));
    for (float value : SPECIAL) {
      tensors.add(HostTensor.of("only " + value, new float[] {value, value}, 1, 1));
    }
    check(tensors);
  }

  @Test
  void bothEndsOfEveryBinAreInIt() {
    float[] ends = new float[2 * WorkList.BINS];
    for (int bin = 0; bin < WorkList.BINS; bin++) {
      ends[2 * bin] = Float.intBitsToFloat(bin << 20);
      ends[2 * bin + 1] = Float.intBitsToFloat((bin << 20) | 0xfffff);
    }
    check(List.of(HostTensor.of("ends", ends, 2, 1)));
  }

  @Test
  void allValuesOf16BitsAreCounted() {
    short[] all = new short[1 << 16];
    for (int i = 0; i < all.length; i++) {
      all[i] = (short) i;
    }
    check(
        List.of(
            HostTensor.of("all", Element.FLOAT16, all, 0, 1),
            HostTensor.of("all", Element.BFLOAT16, all, 0, 1),
            HostTensor.of("all", Element.FLOAT16, all, 3, 7),
            HostTensor.of("all", Element.BFLOAT16, all, 5, 0.3f)));
  }

  @Test
  void tensorsOfAnyLengthAndPlaceAreCountedToTheLastElement() {
    List<HostTensor> tensors = new ArrayList<>();
    Random random = new Random(7);
    for (int length :
        new int[] {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 2049, 8191, 8193}) {
      int misplaced = tensors.size() % 8;
      tensors.add(HostTensor.of("length", floats(Random::nextGaussian, length), misplaced, 1));
      for (Element element : List.of(Element.FLOAT16, Element.BFLOAT16)) {
        short[] halves = new short[length];
        for (int i = 0; i < length; i++) {
          halves[i] = (short) random.nextInt();
        }
        tensors.add(HostTensor.of("length", element, halves, (misplaced + 3) % 8, 1));
      }
    }
    for (int misplaced = 0; misplaced < 4; misplaced++) {
      tensors.add(HostTensor.of("place", floats(Random::nextGaussian, 5), misplaced, 1));
    }
    check(tensors);
  }

  @Test
  void valuesAreDividedAsTheHostDivides() {
    float[] any = floats(random -> Float.intBitsToFloat(random.nextInt()), 9_000);
    List<HostTensor> tensors = new ArrayList<>();
    for (float divisor :
        new float[] {3, -1, 32, 0.1f, 1e-38f, Float.MAX_VALUE, Float.MIN_VALUE, 0, Float.NaN}) {
      tensors.add(HostTensor.of("divided", any, 0, divisor));
    }
    check(tensors);
  }

  @Test
  void largeTensorsAreCutIntoPiecesThatAddUp() {
    float[] many = floats(Random::nextGaussian, 70_001);
    HostTensor tensor = HostTensor.of("large", many, 1, 1);
    assertThat(new WorkList(List.of(tensor.tensor())).pieces).isEqualTo(9);
    check(List.of(tensor));
    // Sums, too, are the same whenever the same values are counted.
    assertThat(kernel.count(List.of(tensor.tensor())))
        .isEqualTo(kernel.count(List.of(tensor.tensor())));
  }

  @Test
  void noTensorsAreNoHistograms() {
    assertThat(kernel.count(List.of())).isEmpty();
    check(List.of(HostTensor.of("none", new float[0], 0, 1)));
  }

  @Test
  void whatDoesNotAddUpIsNoHistogram() {
    WorkList list = new WorkList(List.of(HostTensor.of("three", new float[3], 0, 1).tensor()));
    assertThatThrownBy(() -> CountedBins.read(list, ByteBuffer.allocate((int) list.bytes())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the device counted 0 of 3 values");
  }

  private void check(List<HostTensor> tensors) {
    for (boolean backward : new boolean[] {false, true}) {
      kernel.runBackward(backward);
      List<Histogram> found = kernel.count(tensors.stream().map(HostTensor::tensor).toList());
      assertThat(found).hasSameSizeAs(tensors);
      for (int i = 0; i < found.size(); i++) {
        SameHistogram.check(tensors.get(i).toString(), found.get(i), tensors.get(i).expected());
      }
    }
    kernel.runBackward(false);
  }

  private static float[] floats(ToDoubleFunction<Random> distribution, int length) {
    Random random = new Random(length);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) distribution.applyAsDouble(random);
    }
    return values;
  }

  private static Map<String, ToDoubleFunction<Random>> distributions() {
    Map<String, ToDoubleFunction<Random>> all = new TreeMap<>();
    all.put("normal", Random::nextGaussian);
    all.put("log-normal", r -> Math.exp(8 * r.nextGaussian()) * (r.nextBoolean() ? 1 : -1));
    all.put("crowded", r -> 0.01 + 1e-6 * r.nextDouble());
    all.put("mostly zeros", r -> r.nextInt(10) > 0 ? 0.0 : r.nextGaussian());
    all.put("zeros", r -> 0.0);
    all.put("negative zeros", r -> -0.0);
    all.put("zeros of both signs", r -> r.nextBoolean() ? 0.0 : -0.0);
    all.put("subnormal", r -> 0x1p-126 * r.nextGaussian() / 4);
    all.put("constant", r -> 0.1f);
    all.put("not a number", r -> Double.NaN);
    all.put("infinite", r -> r.nextBoolean() ? 1 / 0.0 : -1 / 0.0);
    all.put("special", r -> SPECIAL[r.nextInt(SPECIAL.length)]);
    all.put("any bits", r -> Float.intBitsToFloat(r.nextInt()));
    return all;
  }
}
