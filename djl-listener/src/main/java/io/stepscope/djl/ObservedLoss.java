package io.stepscope.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
import org.jspecify.annotations.Nullable;

/**
 * A loss that lets an observer see the very array that it returns.
 *
 * <p>Accumulators go straight to the loss inside, so that what listeners evaluate again for their
 * statistics is not seen.
 */
final class ObservedLoss extends Loss {

  private final Loss loss;
  private volatile @Nullable LossObserver observer;

  ObservedLoss(Loss loss) {
    super(loss.getName());
    this.loss = loss;
  }

  /** The loss inside. */
  Loss loss() {
    return loss;
  }

  /** Whether somebody observes already. */
  boolean isObserved() {
    return observer != null;
  }

  /** Tells {@code newObserver} from now on; null tells nobody. */
  void observedBy(@Nullable LossObserver newObserver) {
    observer = newObserver;
  }

  @Override
  public NDArray evaluate(NDList labels, NDList predictions) {
    LossObserver to = observer;
    if (to == null) {
      return loss.evaluate(labels, predictions);
    }
    to.evaluating();
    NDArray value;
    try {
      value = loss.evaluate(labels, predictions);
    } catch (Throwable t) {
      to.thrown(t);
      throw t;
    }
    to.evaluated(labels, predictions, value);
    return value;
  }

  @Override
  public void addAccumulator(String key) {
    loss.addAccumulator(key);
  }

  @Override
  public void updateAccumulator(String key, NDList labels, NDList predictions) {
    loss.updateAccumulator(key, labels, predictions);
  }

  @Override
  public void updateAccumulators(String[] keys, NDList labels, NDList predictions) {
    loss.updateAccumulators(keys, labels, predictions);
  }

  @Override
  public void resetAccumulator(String key) {
    loss.resetAccumulator(key);
  }

  @Override
  public float getAccumulator(String key) {
    return loss.getAccumulator(key);
  }
}
