package io.stepscope.tracker.wandb;

/** The fake service refuses something, as the real one does. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  RefusedException(String message) {
    super(message);
  }
}
