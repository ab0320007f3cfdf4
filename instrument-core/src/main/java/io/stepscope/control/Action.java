package io.stepscope.control;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of a training.
 *
 * <p>The code is part of the mailbox format and never changes its meaning.
 */
public enum Action {
  /** Wait at the end of the step. */
  PAUSE(1),
  /** Go on. */
  RESUME(2),
  /** Train one step, then wait. */
  STEP(3),
  /** End the training. */
  STOP(4),
  /** Begin again with new weights and without what the optimizer remembers. */
  RESET(5),
  /** Store the weights as artifacts of the run. */
  CHECKPOINT(6),
  /** Change a value. */
  SET(7);

  private final int code;

  Action(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** The lower-case word that users see. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static @Nullable Action of(int code) {
    for (Action action : values()) {
      if (action.code == code) {
        return action;
      }
    }
    return null;
  }
}
