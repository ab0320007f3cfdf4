package io.stepscope.training;

import io.stepscope.histogram.ElementType;
import io.stepscope.histogram.HalfFloats;
import io.stepscope.histogram.Histogram;
import io.stepscope.histogram.HistogramBuilder;
import io.stepscope.recorder.Recorder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The activations of one forward pass, layer by layer: their distribution, and which units are
 * dead. They are held until it is known that the pass belongs to a step.
 *
 * <p>A unit is dead in a batch when it gave out exactly zero for every example (and every place or
 * time): behind a rectifier nothing then flows back through it. Units of layers that cannot give
 * out zero are never dead.
 */
final class ActivationTally {

  private static final int BLOCK = 4096;

  private final HistogramBuilder builder = new HistogramBuilder();
  private final Map<String, LayerActivations> layers = new LinkedHashMap<>();
  private final Map<String, Series> series = new HashMap<>();
  private float[] floats = {};
  private double[] doubles = {};

  /** Takes what a layer gave out. */
  void add(String layer, ActivationView view) {
    ByteBuffer bytes = view.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    builder.reset();
    if (view.isDense()) {
      int from = Math.toIntExact(view.offset() * view.type().bytes());
      int length = Math.toIntExact(view.count() * view.type().bytes());
      bytes.limit(from + length).position(from);
      builder.add(bytes, view.type());
      bytes.clear();
    } else {
      addOneByOne(bytes, view);
    }
    layers.put(layer, new LayerActivations(builder.build(), deadFraction(bytes, view)));
  }

  /** Forgets a pass that was not for training. */
  void clear() {
    layers.clear();
  }

  /** Records the pass as that of {@code step}, and forgets it. */
  void record(Recorder recorder, long step) {
    layers.forEach(
        (layer, activations) -> {
          Series names = series.computeIfAbsent(layer, Series::of);
          recorder.histogram(names.activations(), step, activations.histogram());
          recorder.scalar(names.dead(), step, activations.dead());
        });
    layers.clear();
  }

  private void addOneByOne(ByteBuffer bytes, ActivationView view) {
    if (view.type() == ElementType.FLOAT64) {
      doubles = doubles.length == 0 ? new double[BLOCK] : doubles;
    } else {
      floats = floats.length == 0 ? new float[BLOCK] : floats;
    }
    Walk walk = new Walk(view, -1, 0);
    int filled = 0;
    while (walk.hasNext()) {
      int at = walk.next() * view.type().bytes();
      switch (view.type()) {
        case FLOAT32 -> floats[filled++] = bytes.getFloat(at);
        case FLOAT64 -> doubles[filled++] = bytes.getDouble(at);
        case FLOAT16 -> floats[filled++] = HalfFloats.fromFloat16(bytes.getShort(at));
        case BFLOAT16 -> floats[filled++] = HalfFloats.fromBfloat16(bytes.getShort(at));
      }
      if (filled == BLOCK || !walk.hasNext()) {
        if (view.type() == ElementType.FLOAT64) {
          builder.add(doubles, 0, filled);
        } else {
          builder.add(floats, 0, filled);
        }
        filled = 0;
      }
    }
  }

  private static double deadFraction(ByteBuffer bytes, ActivationView view) {
    long units = view.shape()[view.unitDimension()];
    long dead = 0;
    for (long unit = 0; unit < units; unit++) {
      if (isDead(bytes, view, unit)) {
        dead++;
      }
    }
    return units == 0 ? 0 : (double) dead / units;
  }

  /** Most units are alive, and that shows at once. */
  private static boolean isDead(ByteBuffer bytes, ActivationView view, long unit) {
    Walk walk = new Walk(view, view.unitDimension(), unit);
    while (walk.hasNext()) {
      if (!isZero(bytes, view.type(), walk.next())) {
        return false;
      }
    }
    return true;
  }

  /** Whether an element is zero of either sign. */
  private static boolean isZero(ByteBuffer bytes, ElementType type, int index) {
    int at = index * type.bytes();
    return switch (type) {
      case FLOAT32 -> bytes.getInt(at) << 1 == 0;
      case FLOAT64 -> bytes.getLong(at) << 1 == 0;
      case FLOAT16, BFLOAT16 -> (bytes.getShort(at) & 0x7fff) == 0;
    };
  }

  /** Indices of the elements, all or those with one index of one dimension. */
  private static final class Walk {
    private final long[] shape;
    private final long[] stride;
    private final int fixed;
    private final long[] at;
    private long index;
    private long left;

    Walk(ActivationView view, int fixed, long fixedAt) {
      shape = view.shape();
      stride = view.stride();
      this.fixed = fixed;
      at = new long[shape.length];
      index = view.offset();
      left = view.count();
      if (fixed >= 0) {
        index += fixedAt * stride[fixed];
        left /= Math.max(1, shape[fixed]);
      }
    }

    boolean hasNext() {
      return left > 0;
    }

    int next() {
      final int current = Math.toIntExact(index);
      left--;
      for (int i = shape.length - 1; i >= 0; i--) {
        if (i == fixed) {
          continue;
        }
        if (++at[i] < shape[i]) {
          index += stride[i];
          break;
        }
        index -= (shape[i] - 1) * stride[i];
        at[i] = 0;
      }
      return current;
    }
  }

  /** What is recorded of a layer. */
  private record LayerActivations(Histogram histogram, double dead) {}

  /** Names of a layer's series, joined once. */
  private record Series(String activations, String dead) {
    static Series of(String layer) {
      return new Series("activations/" + layer, "activations/dead/" + layer);
    }
  }
}
