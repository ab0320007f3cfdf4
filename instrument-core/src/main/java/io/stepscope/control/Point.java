package io.stepscope.control;

/** What a framework lets a user steer; waiting between steps needs nothing of it. */
public enum Point {
  /** The learning rate can be changed. */
  LEARNING_RATE,
  /** The training can begin again. */
  RESET,
  /** The weights can be stored. */
  CHECKPOINT,
  /** The training can be ended. */
  STOP
}
