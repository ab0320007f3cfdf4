package io.stepscope.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.stepscope.training.TrainingSession;

/** Reads a loss as the number that backward makes of it: the sum of its elements. */
final class LossValue {

  private LossValue() {}

  /** Adds {@code loss}, a floating-point array, to the open step. */
  static void give(TrainingSession session, String device, NDArray loss, long examples) {
    if (loss.getDataType() == DataType.FLOAT64) {
      double sum = 0;
      for (double value : loss.toDoubleArray()) {
        sum += value;
      }
      session.loss(device, sum, examples);
      return;
    }
    float[] values = floats(loss);
    if (values.length == 1) {
      session.loss(device, values[0], examples);
    } else {
      double sum = 0;
      for (float value : values) {
        sum += value;
      }
      session.loss(device, sum, examples);
    }
  }

  private static float[] floats(NDArray loss) {
    if (loss.getDataType() == DataType.FLOAT32) {
      return loss.toFloatArray();
    }
    try (NDArray widened = loss.toType(DataType.FLOAT32, true)) {
      return widened.toFloatArray();
    }
  }
}
