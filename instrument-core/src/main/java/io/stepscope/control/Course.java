package io.stepscope.control;

import org.jspecify.annotations.Nullable;

/**
 * Whether the training goes on, is paused or is being ended. Changed under the lock of {@link
 * Steering}, read by any thread.
 */
final class Course {

  /** Whether there is something to do without a command. Plain: a step later is soon enough. */
  private boolean alarmed;

  private boolean pauseAfterStep; // guarded by the lock
  private volatile boolean paused;
  private volatile @Nullable String stopReason;

  boolean isAlarmed() {
    return alarmed;
  }

  boolean isPaused() {
    return paused;
  }

  /** Whether a pause begins with the next boundary. */
  boolean isPauseDue() {
    return pauseAfterStep;
  }

  /** Why the training is being ended; null when it is not. */
  @Nullable String stopReason() {
    return stopReason;
  }

  /** Commands are about to be taken: no other thread goes on before they are carried out. */
  void attend() {
    alarmed = true;
  }

  /** They are carried out. */
  void settle() {
    alarmed = paused || pauseAfterStep || stopReason != null;
  }

  void pause() {
    pauseAfterStep = false;
    paused = true;
    alarmed = true;
  }

  void resume() {
    pauseAfterStep = false;
    paused = false;
    alarmed = false;
  }

  /** Lets one step through, and pauses then. */
  void step() {
    resume();
    pauseAfterStep = true;
    alarmed = true;
  }

  void stop(String reason) {
    stopReason = reason;
    paused = false;
    alarmed = true;
  }

  /** Nobody can end a pause any more. */
  void leavePause() {
    paused = false;
  }
}
