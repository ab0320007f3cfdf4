package io.stepscope.training;

import io.stepscope.histogram.ElementType;
import io.stepscope.histogram.HalfFloats;
import io.stepscope.histogram.Histogram;
import io.stepscope.histogram.HistogramBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** A tensor outside the heap, and the same values as doubles, to count them in another way. */
final class Tensor {

  private final ByteBuffer bytes;
  private final ElementType type;
  private final double[] values;

  private Tensor(ByteBuffer bytes, ElementType type, double[] values) {
    this.bytes = bytes;
    this.type = type;
    this.values = values;
  }

  static Tensor floats(int size, long seed) {
    return random(ElementType.FLOAT32, size, seed, false);
  }

  /**
   * Random values.
   *
   * @param odd whether zeros, denormals, infinities and NaN are among them
   */
  static Tensor random(ElementType type, int size, long seed, boolean odd) {
    Random random = new Random(seed);
    ByteBuffer bytes = ByteBuffer.allocateDirect(size * type.bytes());
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      double value = odd && random.nextInt(20) == 0 ? odd(random) : random.nextGaussian();
      values[i] = put(bytes, i * type.bytes(), type, value, random);
    }
    return new Tensor(bytes, type, values);
  }

  private static double odd(Random random) {
    double[] odd = {0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, -1 / 0.0, 1e-42, 1e30};
    return odd[random.nextInt(odd.length)];
  }

  private static double put(
      ByteBuffer bytes, int at, ElementType type, double value, Random random) {
    switch (type) {
      case FLOAT32 -> bytes.putFloat(at, (float) value);
      case FLOAT64 -> bytes.putDouble(at, value);
      case FLOAT16, BFLOAT16 -> bytes.putShort(at, (short) random.nextInt());
    }
    return switch (type) {
      case FLOAT32 -> bytes.getFloat(at);
      case FLOAT64 -> value;
      case FLOAT16 -> HalfFloats.fromFloat16(bytes.getShort(at));
      case BFLOAT16 -> HalfFloats.fromBfloat16(bytes.getShort(at));
    };
  }

  ByteBuffer bytes() {
    return bytes;
  }

  ElementType type() {
    return type;
  }

  TensorView view() {
    return new TensorView(bytes, type, () -> {});
  }

  /** Overwrites the memory, as a framework does after it has shown it. */
  void overwrite() {
    for (int i = 0; i < bytes.capacity(); i++) {
      bytes.put(i, (byte) 0x55);
    }
  }

  Histogram histogram(float divisor) {
    return count(divided(divisor));
  }

  Histogram plus(Tensor other) {
    return count(combined(divided(1), other.divided(1), 1));
  }

  Histogram minus(Tensor other) {
    return count(combined(divided(1), other.divided(1), -1));
  }

  private double[] divided(float divisor) {
    double[] divided = values.clone();
    for (int i = 0; i < divided.length; i++) {
      divided[i] = doubles() ? values[i] / divisor : (float) values[i] / divisor;
    }
    return divided;
  }

  private double[] combined(double[] left, double[] right, int sign) {
    for (int i = 0; i < left.length; i++) {
      left[i] = doubles() ? left[i] + sign * right[i] : (float) left[i] + sign * (float) right[i];
    }
    return left;
  }

  private Histogram count(double[] counted) {
    if (doubles()) {
      return new HistogramBuilder().add(counted, 0, counted.length).build();
    }
    float[] floats = new float[counted.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) counted[i];
    }
    return new HistogramBuilder().add(floats, 0, floats.length).build();
  }

  private boolean doubles() {
    return type == ElementType.FLOAT64;
  }
}
