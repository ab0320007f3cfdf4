package io.stepscope.training;

import io.stepscope.histogram.ElementType;
import io.stepscope.histogram.HalfFloats;
import io.stepscope.histogram.HistogramBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Arithmetic between tensors of one type, block by block: it needs no memory of a tensor's size.
 */
final class TensorBlocks {

  private static final int BLOCK = 4096;

  private final float[] floats = new float[BLOCK];
  private final float[] otherFloats = new float[BLOCK];
  private double[] doubles = {};
  private double[] otherDoubles = {};

  /** Counts {@code minuend - subtrahend}, element by element. */
  void difference(
      ByteBuffer minuend, ByteBuffer subtrahend, ElementType type, HistogramBuilder into) {
    combine(List.of(minuend, subtrahend), type, -1, into);
  }

  /** Counts the sums of the elements at the same place. */
  void sum(List<ByteBuffer> terms, ElementType type, HistogramBuilder into) {
    combine(terms, type, 1, into);
  }

  private void combine(List<ByteBuffer> terms, ElementType type, int sign, HistogramBuilder into) {
    List<ByteBuffer> views =
        terms.stream().map(term -> term.slice().order(ByteOrder.LITTLE_ENDIAN)).toList();
    int size = views.get(0).remaining() / type.bytes();
    for (int done = 0; done < size; done += BLOCK) {
      int length = Math.min(BLOCK, size - done);
      if (type == ElementType.FLOAT64) {
        combineDoubles(views, done, length, sign);
        into.add(doubles, 0, length);
      } else {
        combineFloats(views, type, done, length, sign);
        into.add(floats, 0, length);
      }
    }
  }

  private void combineFloats(
      List<ByteBuffer> views, ElementType type, int from, int length, int sign) {
    read(views.get(0), type, from, floats, length);
    for (int term = 1; term < views.size(); term++) {
      read(views.get(term), type, from, otherFloats, length);
      for (int i = 0; i < length; i++) {
        floats[i] += sign * otherFloats[i];
      }
    }
  }

  private void combineDoubles(List<ByteBuffer> views, int from, int length, int sign) {
    if (doubles.length == 0) {
      doubles = new double[BLOCK];
      otherDoubles = new double[BLOCK];
    }
    views.get(0).asDoubleBuffer().get(from, doubles, 0, length);
    for (int term = 1; term < views.size(); term++) {
      views.get(term).asDoubleBuffer().get(from, otherDoubles, 0, length);
      for (int i = 0; i < length; i++) {
        doubles[i] += sign * otherDoubles[i];
      }
    }
  }

  private static void read(ByteBuffer view, ElementType type, int from, float[] into, int length) {
    if (type == ElementType.FLOAT32) {
      view.asFloatBuffer().get(from, into, 0, length);
      return;
    }
    for (int i = 0; i < length; i++) {
      short half = view.getShort((from + i) * Short.BYTES);
      into[i] =
          type == ElementType.FLOAT16
              ? HalfFloats.fromFloat16(half)
              : HalfFloats.fromBfloat16(half);
    }
  }
}
