package io.stepscope.training;

/** A gradient of a look, as far as its part of the norm of all gradients goes. */
interface Normed {

  /** Whether there is a norm. */
  boolean isCounted();

  /** Whether, while this one is not counted, there is no norm of all. */
  boolean isNeeded();

  /** The norm, once it is counted; 0 before. */
  double norm();
}
