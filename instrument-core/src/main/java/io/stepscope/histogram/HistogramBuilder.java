package io.stepscope.histogram;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Objects;

/**
 * Counts values into a {@link Histogram} in one pass. Reusable, so that steady use allocates only
 * the result (and, for bytes, a view of the buffer); holds about 200 KiB. Not thread-safe.
 *
 * <p>The same values in the same order give an equal histogram from whatever array or buffer.
 */
public final class HistogramBuilder {
  private static final int LANE_LIMIT = 1 << 30;

  private final Tally tally;
  private final float[] floats = new float[Tally.BLOCK];

  /** Room for the two formats that are not counted as float32; made when first needed. */
  private double[] doubles = {};

  private short[] halves = {};

  /** A builder that has seen no values. */
  public HistogramBuilder() {
    this(LANE_LIMIT);
  }

  HistogramBuilder(int laneLimit) {
    tally = new Tally(laneLimit);
  }

  /**
   * Adds {@code length} values from {@code offset}.
   *
   * @throws IndexOutOfBoundsException if the array does not hold them; nothing is added then
   */
  public HistogramBuilder add(float[] values, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, values.length);
    FloatBlocks.count(tally, values, offset, length);
    return this;
  }

  /**
   * Adds {@code length} values from {@code offset}, each in the bin of the nearest float32; those
   * beyond float32's range go to the outermost finite bins, and those nearer to zero than float32
   * can tell to the bin of zero of their sign, without being counted as zeros.
   *
   * @throws IndexOutOfBoundsException if the array does not hold them; nothing is added then
   */
  public HistogramBuilder add(double[] values, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, values.length);
    DoubleBlocks.count(tally, values, offset, length);
    return this;
  }

  /** Adds the remaining values; the buffer's position does not move. */
  public HistogramBuilder add(FloatBuffer values) {
    int start = values.position();
    int length = values.remaining();
    for (int done = 0; done < length; done += Tally.BLOCK) {
      int block = Math.min(Tally.BLOCK, length - done);
      values.get(start + done, floats, 0, block);
      FloatBlocks.count(tally, floats, 0, block);
    }
    return this;
  }

  /**
   * Adds the remaining bytes as little-endian elements, whatever the buffer's own order and
   * alignment; its position does not move.
   *
   * @throws IllegalArgumentException if the remaining bytes are not whole elements
   */
  public HistogramBuilder add(ByteBuffer bytes, ElementType type) {
    if (bytes.remaining() % type.bytes() != 0) {
      throw new IllegalArgumentException(
          bytes.remaining() + " bytes are not whole elements of " + type);
    }
    ByteBuffer view = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    switch (type) {
      case FLOAT32 -> add(view.asFloatBuffer());
      case FLOAT64 -> add(view.asDoubleBuffer());
      case FLOAT16, BFLOAT16 -> add(view.asShortBuffer(), type);
    }
    return this;
  }

  /** The histogram of all values added since the last {@link #reset} or construction. */
  public Histogram build() {
    return tally.build();
  }

  /** Forgets all values. */
  public HistogramBuilder reset() {
    tally.reset();
    return this;
  }

  private void add(DoubleBuffer values) {
    if (doubles.length == 0) {
      doubles = new double[Tally.BLOCK];
    }
    int length = values.remaining();
    for (int done = 0; done < length; done += Tally.BLOCK) {
      int block = Math.min(Tally.BLOCK, length - done);
      values.get(done, doubles, 0, block);
      DoubleBlocks.count(tally, doubles, 0, block);
    }
  }

  private void add(ShortBuffer values, ElementType type) {
    if (halves.length == 0) {
      halves = new short[Tally.BLOCK];
    }
    int length = values.remaining();
    for (int done = 0; done < length; done += Tally.BLOCK) {
      int block = Math.min(Tally.BLOCK, length - done);
      values.get(done, halves, 0, block);
      widen(type, block);
      FloatBlocks.count(tally, floats, 0, block);
    }
  }

  private void widen(ElementType type, int block) {
    if (type == ElementType.FLOAT16) {
      for (int i = 0; i < block; i++) {
        floats[i] = HalfFloats.fromFloat16(halves[i]);
      }
    } else {
      for (int i = 0; i < block; i++) {
        floats[i] = HalfFloats.fromBfloat16(halves[i]);
      }
    }
  }
}
