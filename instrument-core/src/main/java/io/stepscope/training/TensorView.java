package io.stepscope.training;

import io.stepscope.histogram.ElementType;
import java.nio.ByteBuffer;

/**
 * The values of one tensor, borrowed from the framework until {@link #close}.
 *
 * <p>The bytes are only read. They are the tensor's own memory where the framework allows it, and
 * otherwise a copy that {@code close} frees.
 */
public final class TensorView implements AutoCloseable {

  private final ByteBuffer bytes;
  private final ElementType type;
  private final float divisor;
  private final Runnable release;

  /**
   * Borrows {@code bytes}.
   *
   * @param bytes little-endian elements, from position to limit
   * @param release gives back what holds the bytes
   */
  public TensorView(ByteBuffer bytes, ElementType type, Runnable release) {
    this(bytes.asReadOnlyBuffer(), type, 1, release);
  }

  private TensorView(ByteBuffer bytes, ElementType type, float divisor, Runnable release) {
    this.bytes = bytes;
    this.type = type;
    this.divisor = divisor;
    this.release = release;
  }

  /** The same view, whose end also runs {@code more}. */
  public TensorView andThen(Runnable more) {
    return new TensorView(
        bytes,
        type,
        divisor,
        () -> {
          release.run();
          more.run();
        });
  }

  /**
   * The same view of the values divided by {@code divisor}, for frameworks that sum gradients over
   * a batch. Each element is divided when it is counted, in the arithmetic of its type: float64 as
   * doubles, all others as floats. Nothing is copied, and the tensor keeps its values. Close one of
   * the two views, not both.
   *
   * @param divisor a positive number; it replaces one given before
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public TensorView dividedBy(float divisor) {
    if (!(divisor > 0 && divisor < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a divisor must be positive and finite, not " + divisor);
    }
    return new TensorView(bytes, type, divisor, release);
  }

  /** The elements, little-endian, from position to limit. */
  ByteBuffer bytes() {
    return bytes;
  }

  /** How an element is stored. */
  ElementType type() {
    return type;
  }

  /** What each element is divided by before it is counted; 1 leaves it as it is. */
  float divisor() {
    return divisor;
  }

  /** The values as they are counted, valid as long as this view. */
  Elements elements() {
    return Elements.of(bytes, type, divisor);
  }

  @Override
  public void close() {
    release.run();
  }
}
