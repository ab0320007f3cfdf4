package io.stepscope.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/** Hears of every evaluation of an {@link ObservedLoss}. Does not throw. */
interface LossObserver {

  /** The predictions are there; the loss is about to be evaluated. */
  void evaluating();

  /** The loss was evaluated. */
  void evaluated(NDList labels, NDList predictions, NDArray loss);

  /** The loss could not be evaluated. */
  void thrown(Throwable cause);
}
