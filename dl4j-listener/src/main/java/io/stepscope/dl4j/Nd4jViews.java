package io.stepscope.dl4j;

import io.stepscope.histogram.ElementType;
import io.stepscope.training.DenseShape;
import io.stepscope.training.DeviceTensor;
import io.stepscope.training.TensorView;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Looks at ND4J arrays through their own memory, without an operation on them.
 *
 * <p>A view must be closed before the array is changed or closed. Arrays whose elements lie close
 * together, in whatever order, are not copied; elements come in the order of memory, the same for
 * all views of one array.
 */
final class Nd4jViews {

  private Nd4jViews() {}

  /**
   * A view of {@code array} where it lies, be it on one of {@code devices}; null when there is
   * nothing to look at.
   */
  static @Nullable TensorView of(INDArray array, Nd4jDevices devices) {
    ElementType type = ElementTypes.of(array.dataType());
    if (!devices.areAskedElsewhere()
        || type == null
        || array.wasClosed()
        || array.isEmpty()
        || array.length() == 0) {
      return of(array);
    }
    DeviceTensor place = isDense(array) ? devices.find(array) : null;
    if (place == null && (Nd4jDevices.areOnHost() || !canBeShown(array, type))) {
      return of(array);
    }
    return TensorView.onDevice(
        place,
        type,
        () -> Objects.requireNonNull(of(array), "arrays of more than 2 GiB cannot be copied"));
  }

  /**
   * A view of {@code array} on the host; null when it has no floating-point elements to look at, or
   * lies in memory that is too large for one buffer (2 GiB).
   */
  static @Nullable TensorView of(INDArray array) {
    ElementType type = ElementTypes.of(array.dataType());
    if (type == null || array.wasClosed() || array.isEmpty() || array.length() == 0) {
      return null;
    }
    if (!canBeShown(array, type)) {
      return null;
    }
    // The memory of the whole buffer, also for an array that is only a part of it.
    ByteBuffer memory = array.data().asNio().duplicate().clear();
    int from = Math.toIntExact(array.offset() * type.bytes());
    if (isDense(array)) {
      int bytes = Math.toIntExact(array.length() * type.bytes());
      return new TensorView(memory.duplicate().position(from).limit(from + bytes), type, () -> {});
    }
    return new TensorView(gathered(memory, from, array, type.bytes()), type, () -> {});
  }

  private static boolean canBeShown(INDArray array, ElementType type) {
    return FlatBuffer.canShow(array.data().underlyingLength(), type);
  }

  /** Whether the elements fill one stretch of memory. */
  static boolean isDense(INDArray array) {
    return DenseShape.isDense(array.shape(), array.stride());
  }

  private static ByteBuffer gathered(ByteBuffer memory, int from, INDArray array, int size) {
    long[] shape = array.shape();
    long[] stride = array.stride();
    long[] index = new long[shape.length];
    ByteBuffer copy = ByteBuffer.allocate(Math.toIntExact(array.length() * size));
    long element = 0;
    while (copy.hasRemaining()) {
      int at = from + Math.toIntExact(element * size);
      for (int i = 0; i < size; i++) {
        copy.put(memory.get(at + i));
      }
      for (int dimension = shape.length - 1; dimension >= 0; dimension--) {
        element += stride[dimension];
        if (++index[dimension] < shape[dimension]) {
          break;
        }
        element -= stride[dimension] * shape[dimension];
        index[dimension] = 0;
      }
    }
    return copy.flip();
  }
}
