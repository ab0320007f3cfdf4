package io.stepscope.benchmarks.histogram;

import java.util.Random;

/** Tensors to count. */
public enum Values {
  NORMAL,
  /** All in a few bins, as gradients are late in a training. */
  CROWDED,
  NINETY_PERCENT_ZEROS,
  ONE_NAN,
  NAN_IN_EVERY_BLOCK;

  /** Values of this kind, the same each time. */
  float[] floats(int size) {
    Random random = new Random(1);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = value(i, size, random);
    }
    return values;
  }

  private float value(int index, int size, Random random) {
    float normal = (float) random.nextGaussian();
    return switch (this) {
      case NORMAL -> normal;
      case CROWDED -> 0.01f + 1e-4f * normal;
      case NINETY_PERCENT_ZEROS -> random.nextInt(10) > 0 ? 0 : normal;
      case ONE_NAN -> index == size / 2 ? Float.NaN : normal;
      case NAN_IN_EVERY_BLOCK -> index % 1024 == 0 ? Float.NaN : normal;
    };
  }
}
