package io.stepscope.histogram;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Counts values into a {@link Histogram} in one pass. Reusable, so that steady use allocates only
 * the result; not thread-safe.
 */
public final class HistogramBuilder {

  /** Adds {@code length} values from {@code offset}. */
  public HistogramBuilder add(float[] values, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  /**
   * Adds {@code length} values from {@code offset}; those beyond float32's range go to the
   * outermost finite bins.
   */
  public HistogramBuilder add(double[] values, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  /** Adds the remaining values; the buffer's position does not move. */
  public HistogramBuilder add(FloatBuffer values) {
    throw new UnsupportedOperationException();
  }

  /**
   * Adds the remaining bytes as little-endian elements, whatever the buffer's own order; its
   * position does not move.
   */
  public HistogramBuilder add(ByteBuffer bytes, ElementType type) {
    throw new UnsupportedOperationException();
  }

  /** The histogram of all values added since the last {@link #reset} or construction. */
  public Histogram build() {
    throw new UnsupportedOperationException();
  }

  /** Forgets all values. */
  public HistogramBuilder reset() {
    throw new UnsupportedOperationException();
  }
}
