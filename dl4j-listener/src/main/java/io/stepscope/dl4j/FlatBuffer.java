package io.stepscope.dl4j;

import io.stepscope.histogram.ElementType;
import io.stepscope.training.TensorView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The one buffer that all parameters of a network lie in, or all their gradients, and views of its
 * parts without a copy and without an operation.
 *
 * <p>A buffer of the framework is asked for once, since a backend for another device copies the
 * whole of it to the host whenever a part is asked for. What is larger than a {@link ByteBuffer}
 * can show is looked at part by part.
 */
final class FlatBuffer {

  private static final long PIECE = 1L << 28;

  private final INDArray array;
  private final ElementType type;
  private final DataBuffer memory;
  private @Nullable ByteBuffer whole;

  private FlatBuffer(INDArray array, ElementType type) {
    this.array = array;
    this.type = type;
    this.memory = memoryOf(array);
  }

  /** The buffer that {@code array} lies in; null when there is nothing to look at. */
  static @Nullable FlatBuffer of(@Nullable INDArray array) {
    if (array == null || array.wasClosed() || array.isEmpty()) {
      return null;
    }
    ElementType type = ElementTypes.of(array.dataType());
    return type == null ? null : new FlatBuffer(array, type);
  }

  /**
   * Whether two arrays, each in one piece of memory, have the same bits; looks and allocates
   * nothing.
   */
  static boolean areSame(@Nullable INDArray one, @Nullable INDArray other) {
    FlatBuffer flat = of(one);
    FlatBuffer another = of(other);
    if (flat == null
        || another == null
        || flat.type != another.type
        || flat.array.length() != another.array.length()) {
      return false;
    }
    long bytes = flat.array.length() * flat.type.bytes();
    for (long from = 0; from < bytes; from += PIECE) {
      long length = Math.min(PIECE, bytes - from);
      if (flat.piece(from, length).mismatch(another.piece(from, length)) >= 0) {
        return false;
      }
    }
    return true;
  }

  private ByteBuffer piece(long from, long bytes) {
    return part(array.offset() * type.bytes() + from, bytes);
  }

  /** Whether {@code view} lies in this buffer, and in one piece of it. */
  boolean holds(INDArray view) {
    return view.dataType() == array.dataType()
        && memoryOf(view) == memory
        && view.offset() + view.length() <= array.offset() + array.length();
  }

  /**
   * A part of the buffer, in the order of memory; null when it is larger than can be shown.
   *
   * @param offset first element, from the start of the memory as {@link INDArray#offset} tells
   * @param length number of elements
   */
  @Nullable TensorView view(long offset, long length) {
    if (!canShow(length, type)) {
      return null;
    }
    long from = offset * type.bytes();
    long bytes = length * type.bytes();
    ByteBuffer part;
    if ((array.offset() + array.length()) * type.bytes() <= Integer.MAX_VALUE) {
      part = whole().duplicate();
      part.limit((int) (from + bytes)).position((int) from);
    } else {
      part = part(from, bytes);
    }
    return new TensorView(part.slice().order(ByteOrder.LITTLE_ENDIAN), type, () -> {});
  }

  /** Whether so many elements are not larger than can be shown. */
  static boolean canShow(long length, ElementType type) {
    return length * type.bytes() <= Integer.MAX_VALUE;
  }

  /** All elements of the array; null when they are more than can be shown. */
  @Nullable ByteBuffer bytes() {
    long end = (array.offset() + array.length()) * type.bytes();
    if (end > Integer.MAX_VALUE) {
      return null;
    }
    ByteBuffer all = whole().duplicate();
    all.limit((int) end).position((int) (array.offset() * type.bytes()));
    return all.slice();
  }

  /** Puts other elements into the array. */
  void overwrite(ByteBuffer other) {
    ByteBuffer own = bytes();
    if (own == null || own.remaining() != other.remaining()) {
      throw new IllegalStateException("these are not the weights of this network");
    }
    own.put(other.duplicate());
    Nd4j.getAffinityManager().tagLocation(array, AffinityManager.Location.HOST);
  }

  /** The position of what the framework returns is where the array begins, not the memory. */
  private ByteBuffer whole() {
    ByteBuffer known = whole;
    if (known == null) {
      known = memory.asNio().duplicate();
      known.clear();
      whole = known;
    }
    return known;
  }

  /** Bytes of the memory, without a buffer over the whole of it. */
  ByteBuffer part(long from, long bytes) {
    Nd4j.getAffinityManager().ensureLocation(array, AffinityManager.Location.HOST);
    // A view of memory that the array owns: nothing here is to be closed.
    Pointer all = memory.pointer();
    BytePointer start = new BytePointer(all);
    return start.position(from).limit(from + bytes).asByteBuffer();
  }

  /**
   * The buffer of all the memory that {@code array} is a view of. Not known by an address: a view
   * has that of the whole memory on one backend, and that of its own first element on another.
   */
  static DataBuffer memoryOf(INDArray array) {
    DataBuffer whole = array.data().originalDataBuffer();
    return whole == null ? array.data() : whole;
  }
}
