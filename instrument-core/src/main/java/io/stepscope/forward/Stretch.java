package io.stepscope.forward;

import java.util.Arrays;

/** What one read of one journal handed on, and what of it is still under way. */
final class Stretch {
  private String frontier = "";
  private boolean ended;
  private int underWay;
  private long lastCompleted = Cursor.NO_STEP;
  private long[] accounted = {};
  private int accountedCount;
  private boolean passed;

  Stretch(boolean endedBefore) {
    ended = endedBefore;
  }

  /** It says that a rank completed a step. */
  void reaches(long step) {
    lastCompleted = Math.max(lastCompleted, step);
  }

  void taken() {
    underWay++;
  }

  /** Whether the last run boundary up to the end of this stretch is an end. */
  void boundary(boolean end) {
    ended = end;
  }

  void closed(String frontierAfter) {
    frontier = frontierAfter;
  }

  void settled() {
    underWay--;
  }

  /** Keeps the sequence number of a settled event as long as the position has not passed it. */
  void remember(long sequence) {
    if (passed) {
      return;
    }
    if (accountedCount == accounted.length) {
      accounted = Arrays.copyOf(accounted, Math.max(64, accountedCount * 2));
    }
    accounted[accountedCount++] = sequence;
  }

  /**
   * Whether a position may lie behind it. That a rank completed a step is not forgotten before the
   * whole step is accounted for.
   */
  boolean isDone(long watermark) {
    return underWay == 0 && lastCompleted <= watermark;
  }

  void pass() {
    passed = true;
    accounted = new long[0];
    accountedCount = 0;
  }

  boolean ended() {
    return ended;
  }

  String frontier() {
    return frontier;
  }

  long[] accounted() {
    return Arrays.copyOf(accounted, accountedCount);
  }
}
