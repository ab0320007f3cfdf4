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
  private final Runnable release;

  /**
   * Borrows {@code bytes}.
   *
   * @param bytes little-endian elements, from position to limit
   * @param release gives back what holds the bytes
   */
  public TensorView(ByteBuffer bytes, ElementType type, Runnable release) {
    this.bytes = bytes.asReadOnlyBuffer();
    this.type = type;
    this.release = release;
  }

  /** The same view, whose end also runs {@code more}. */
  public TensorView andThen(Runnable more) {
    return new TensorView(
        bytes,
        type,
        () -> {
          release.run();
          more.run();
        });
  }

  /** The elements, little-endian, from position to limit. */
  ByteBuffer bytes() {
    return bytes;
  }

  /** How an element is stored. */
  ElementType type() {
    return type;
  }

  /** Number of elements. */
  int size() {
    return bytes.remaining() / type.bytes();
  }

  @Override
  public void close() {
    release.run();
  }
}
