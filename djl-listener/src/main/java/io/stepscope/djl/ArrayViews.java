package io.stepscope.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.stepscope.histogram.ElementType;
import io.stepscope.training.TensorView;
import org.jspecify.annotations.Nullable;

/**
 * Looks at arrays without an operation on them: on the CPU through their own memory, elsewhere
 * through a copy that is freed with the view.
 *
 * <p>A view must be closed before the array is.
 */
final class ArrayViews {

  private ArrayViews() {}

  /** A view of {@code array}; null when it has no floating-point elements to look at. */
  static @Nullable TensorView of(NDArray array) {
    ElementType type = type(array.getDataType());
    if (type == null || array.isSparse() || array.size() == 0) {
      return null;
    }
    if (array.getDevice().equals(Device.cpu())) {
      return new TensorView(array.toByteBuffer(true), type, () -> {});
    }
    NDArray copy = array.toDevice(Device.cpu(), true);
    // An engine may have made a manager for the copy, below that of the array: it must go as well.
    NDManager manager = copy.getManager();
    Runnable release = manager == array.getManager() ? copy::close : manager::close;
    try {
      return new TensorView(copy.toByteBuffer(true), type, release);
    } catch (RuntimeException e) {
      release.run();
      throw e;
    }
  }

  /** A view of the gradient of {@code array}; null when there is none to look at. */
  static @Nullable TensorView ofGradient(NDArray array) {
    if (!array.hasGradient()) {
      return null;
    }
    NDArray gradient = array.getGradient();
    TensorView view = null;
    try {
      view = of(gradient);
    } finally {
      if (view == null) {
        gradient.close();
      }
    }
    return view == null ? null : view.andThen(gradient::close);
  }

  private static @Nullable ElementType type(DataType type) {
    return switch (type) {
      case FLOAT32 -> ElementType.FLOAT32;
      case FLOAT64 -> ElementType.FLOAT64;
      case FLOAT16 -> ElementType.FLOAT16;
      case BFLOAT16 -> ElementType.BFLOAT16;
      default -> null;
    };
  }
}
