package io.stepscope.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.stepscope.histogram.ElementType;
import io.stepscope.training.DeviceTensor;
import io.stepscope.training.TensorView;
import org.jspecify.annotations.Nullable;

/**
 * Looks at arrays without an operation on them: where they lie, or on the CPU through their own
 * memory; elsewhere, if there is no other way, through a copy that is freed with the view.
 *
 * <p>A view must be closed before the array is.
 */
final class ArrayViews {

  private final DeviceArrays devices;

  ArrayViews(DeviceArrays devices) {
    this.devices = devices;
  }

  /** A view of {@code array}; null when it has no floating-point elements to look at. */
  @Nullable TensorView of(NDArray array) {
    ElementType type = type(array.getDataType());
    if (type == null || array.isSparse() || array.size() == 0) {
      return null;
    }
    DeviceTensor place = devices.find(array, type);
    boolean onHost = array.getDevice().equals(Device.cpu());
    return onHost && place == null
        ? new TensorView(array.toByteBuffer(true), type, () -> {})
        : TensorView.onDevice(place, type, () -> copy(array, type));
  }

  /** Whether arrays lie where a device is asked about them. */
  boolean areOnDevice(NDArray[] arrays) {
    ElementType type = type(arrays[0].getDataType());
    return type != null && devices.find(arrays[0], type) != null;
  }

  /** Copies an array, which waits for its device. */
  private static TensorView copy(NDArray array, ElementType type) {
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
  @Nullable TensorView ofGradient(NDArray array) {
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

  /** How an element is stored; null when it is no floating-point number. */
  static @Nullable ElementType type(DataType type) {
    return switch (type) {
      case FLOAT32 -> ElementType.FLOAT32;
      case FLOAT64 -> ElementType.FLOAT64;
      case FLOAT16 -> ElementType.FLOAT16;
      case BFLOAT16 -> ElementType.BFLOAT16;
      default -> null;
    };
  }
}
