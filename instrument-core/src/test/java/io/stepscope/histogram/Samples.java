package io.stepscope.histogram;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;

/** Tensors as they occur, and as they had better not. */
final class Samples {
  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    1,
    -1,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    0x1p-129,
    -0x1p-129,
    Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -Float.MAX_VALUE
  };

  /** Only float64 has them. */
  private static final double[] WIDE = {
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    1e-300,
    -1e-46,
    1e39,
    -1e39,
    Math.nextDown(0x1.ffffffp127),
    0x1.ffffffp127,
    0x1.fffffdp-1,
    1 - 0x1p-40,
    Double.MAX_VALUE,
    -Double.MAX_VALUE
  };

  private Samples() {}

  /** Each name of a distribution with a source of its values. */
  static Map<String, Function<Random, Double>> distributions() {
    Map<String, Function<Random, Double>> all = new TreeMap<>();
    all.put("normal", Random::nextGaussian);
    all.put("log-normal of both signs", r -> Math.exp(8 * r.nextGaussian()) * sign(r));
    all.put("crowded", r -> 0.01 + 1e-6 * r.nextDouble());
    all.put("mostly zeros", r -> r.nextInt(10) > 0 ? 0.0 * sign(r) : r.nextGaussian());
    all.put("only zeros", r -> 0.0 * sign(r));
    all.put("mask", r -> (double) r.nextInt(2));
    all.put("signs", r -> (double) sign(r));
    all.put("rectified", r -> Math.max(0, Math.min(6, 4 * r.nextGaussian())));
    all.put("denormals", r -> 0x1p-126 * r.nextDouble() * sign(r));
    all.put("negative", r -> -Math.abs(r.nextGaussian()));
    all.put("constant", r -> 0.1f + 0.0);
    all.put("not a number", r -> Double.NaN);
    all.put("now and then not finite", r -> r.nextInt(1000) > 0 ? r.nextGaussian() : special(r));
    all.put("special", Samples::special);
    all.put("any bits", r -> (double) Float.intBitsToFloat(r.nextInt()));
    return all;
  }

  static float[] floats(Function<Random, Double> distribution, int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = distribution.apply(random).floatValue();
    }
    return values;
  }

  static double[] doubles(Function<Random, Double> distribution, int length, long seed) {
    Random random = new Random(seed);
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = distribution.apply(random);
    }
    return values;
  }

  /** Values that only float64 has, mixed with others. */
  static double wide(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> WIDE[random.nextInt(WIDE.length)];
      case 1 -> Double.longBitsToDouble(random.nextLong());
      default -> special(random);
    };
  }

  static double special(Random random) {
    return SPECIAL[random.nextInt(SPECIAL.length)];
  }

  private static int sign(Random random) {
    return random.nextBoolean() ? 1 : -1;
  }
}
