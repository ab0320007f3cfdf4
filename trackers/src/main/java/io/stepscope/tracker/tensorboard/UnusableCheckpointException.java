package io.stepscope.tracker.tensorboard;

import java.io.IOException;

/** There is no going on from a checkpoint: it cannot be read, or its file is not what it was. */
final class UnusableCheckpointException extends IOException {
  private static final long serialVersionUID = 1;

  UnusableCheckpointException(String message) {
    super(message);
  }

  UnusableCheckpointException(String message, Exception cause) {
    super(message + ": " + cause, cause);
  }
}
