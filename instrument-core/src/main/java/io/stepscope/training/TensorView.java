package io.stepscope.training;

import io.stepscope.histogram.ElementType;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The values of one tensor, borrowed from the framework until {@link #close}.
 *
 * <p>The bytes are only read. They are the tensor's own memory where the framework allows it, and
 * otherwise a copy that {@code close} frees. Of a tensor on a device they are only copied when
 * there is no other way to learn of them: that makes the host wait for the device.
 *
 * <p>Not thread-safe.
 */
public final class TensorView implements AutoCloseable {

  private final @Nullable ByteBuffer bytes;
  private final ElementType type;
  private final float divisor;
  private final @Nullable DeviceTensor place;
  private final @Nullable Supplier<TensorView> copying;
  private final Runnable release;
  private @Nullable TensorView copy;

  /**
   * Borrows {@code bytes}.
   *
   * @param bytes little-endian elements, from position to limit
   * @param release gives back what holds the bytes
   */
  public TensorView(ByteBuffer bytes, ElementType type, Runnable release) {
    this(bytes.asReadOnlyBuffer(), type, 1, null, null, release);
  }

  private TensorView(
      @Nullable ByteBuffer bytes,
      ElementType type,
      float divisor,
      @Nullable DeviceTensor place,
      @Nullable Supplier<TensorView> copying,
      Runnable release) {
    this.bytes = bytes;
    this.type = type;
    this.divisor = divisor;
    this.place = place;
    this.copying = copying;
    this.release = release;
  }

  /**
   * A tensor in the memory of a device.
   *
   * @param place where; null when that is not known, or when there is nothing that reads it there
   * @param copying makes a view of a copy on the host, waiting for the device; asked for at most
   *     once, before this view is closed
   */
  public static TensorView onDevice(
      @Nullable DeviceTensor place, ElementType type, Supplier<TensorView> copying) {
    return new TensorView(null, type, 1, place, copying, () -> {});
  }

  /** The same view, whose end also runs {@code more}. */
  public TensorView andThen(Runnable more) {
    return new TensorView(
        bytes,
        type,
        divisor,
        place,
        copying,
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
    DeviceTensor divided = place == null ? null : place.dividedBy(divisor);
    return new TensorView(bytes, type, divisor, divided, copying, release);
  }

  /** Whether the host reads it without waiting for a device. */
  boolean isOnHost() {
    return bytes != null;
  }

  /** Where it lies on a device; null when it lies on the host, or nobody knows where. */
  @Nullable DeviceTensor place() {
    return place;
  }

  /** The elements, little-endian, from position to limit. */
  ByteBuffer bytes() {
    if (bytes != null) {
      return bytes;
    }
    TensorView there = copy;
    if (there == null) {
      if (copying == null) {
        throw new IllegalStateException("a view of nothing");
      }
      there = copying.get();
      copy = there;
    }
    return there.bytes();
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
    return Elements.of(bytes(), type, divisor);
  }

  @Override
  public void close() {
    TensorView there = copy;
    copy = null;
    try {
      if (there != null) {
        there.close();
      }
    } finally {
      release.run();
    }
  }
}
