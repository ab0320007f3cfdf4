package io.stepscope.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.stepscope.histogram.ElementType;
import io.stepscope.training.DeviceTensor;
import io.stepscope.training.TrainingSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Reads a loss as the number that backward makes of it: the sum of its elements.
 *
 * <p>This happens in every step, just after forward has emptied the processor's caches, so the
 * common case, one float on the CPU, goes into native code only once. A loss on a device is copied
 * from there as soon as it is calculated, and nobody waits for it, where that can be done.
 */
final class LossValue {

  private final TrainingSession session;
  private final DeviceArrays devices;
  private @Nullable DataType usualType;

  LossValue(TrainingSession session, DeviceArrays devices) {
    this.session = session;
    this.devices = devices;
  }

  /** Adds {@code loss}, a floating-point array, to the open step. */
  void give(String device, NDArray loss, long examples) {
    if (devices.areOn(loss.getDevice()) && copied(device, loss, examples)) {
      return;
    }
    if (usualType == DataType.FLOAT32 && loss.getDevice().equals(Device.cpu())) {
      ByteBuffer bytes = loss.toByteBuffer(false).order(ByteOrder.nativeOrder());
      if (bytes.remaining() == Float.BYTES) {
        session.loss(device, bytes.getFloat(), examples);
        return;
      }
    }
    usualType = loss.getDataType();
    if (usualType == DataType.FLOAT64) {
      session.loss(device, sum(loss.toDoubleArray()), examples);
      return;
    }
    float[] values = floats(loss);
    if (values.length == 1) {
      session.loss(device, values[0], examples);
    } else {
      session.loss(device, sum(values), examples);
    }
  }

  /** Whether it will be known without waiting for its device. */
  private boolean copied(String device, NDArray loss, long examples) {
    ElementType type = ArrayViews.type(loss.getDataType());
    DeviceTensor place = type == null || loss.isSparse() ? null : devices.find(loss, type);
    return place != null && session.loss(device, place, examples);
  }

  /** The number that backward makes of a loss. */
  static double sum(NDArray loss) {
    return loss.getDataType() == DataType.FLOAT64 ? sum(loss.toDoubleArray()) : sum(floats(loss));
  }

  private static float[] floats(NDArray loss) {
    if (loss.getDataType() == DataType.FLOAT32) {
      return loss.toFloatArray();
    }
    try (NDArray widened = loss.toType(DataType.FLOAT32, true)) {
      return widened.toFloatArray();
    }
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
