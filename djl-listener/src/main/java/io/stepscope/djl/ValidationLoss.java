package io.stepscope.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * The loss of a validation pass that a loop makes without telling any listener: of predictions that
 * nothing is learnt from, the mean over the batches, as DJL's own accumulators have it.
 */
final class ValidationLoss {

  private @Nullable WeakReference<NDArray> predicted;
  private double sum;
  private int batches;

  /** Predictions were made that nothing is learnt from. */
  void predicted(NDList predictions) {
    predicted = predictions.isEmpty() ? null : new WeakReference<>(predictions.head());
  }

  /** A loss was evaluated; it counts when it is that of those predictions. */
  void evaluated(NDList predictions, NDArray loss) {
    if (predicted != null && !predictions.isEmpty() && predictions.head() == predicted.get()) {
      predicted = null;
      sum += LossValue.sum(loss);
      batches++;
    }
  }

  /** The mean since the last call; NaN when there is none. */
  double take() {
    double mean = batches == 0 ? Double.NaN : sum / batches;
    predicted = null;
    sum = 0;
    batches = 0;
    return mean;
  }
}
