package io.stepscope.djl;

import ai.djl.ndarray.NDArray;

/** Hears of every update of a parameter by the optimizer. Does not throw. */
interface UpdateObserver {

  /**
   * The gradients are final and the weights still old.
   *
   * @param weights the parameter's weights, one array per device
   */
  void updating(String parameterId, NDArray[] weights);

  /** The weights are new. */
  void updated(String parameterId, NDArray[] weights, long nanos);

  /** The weights could not be updated. */
  void thrown(Throwable cause);
}
