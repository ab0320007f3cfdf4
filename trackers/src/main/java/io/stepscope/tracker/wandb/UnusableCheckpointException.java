package io.stepscope.tracker.wandb;

import java.io.IOException;

/** There is no going on from a checkpoint: it cannot be read, or what it names is not there. */
final class UnusableCheckpointException extends IOException {
  private static final long serialVersionUID = 1;

  UnusableCheckpointException(String message) {
    super(message);
  }

  UnusableCheckpointException(String message, Exception cause) {
    super(message + ": " + cause, cause);
  }
}
