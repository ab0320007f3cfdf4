package io.stepscope.probe.nvidia;

import io.stepscope.probe.Readings;

/**
 * One question to a device, which fails alone: when it has failed three times in a row it is asked
 * only every twelfth time, and not at all any more when the device does not know the answer.
 *
 * <p>Not thread-safe: looks at a device do not overlap.
 */
final class Metric {
  private static final int PATIENCE = 3;
  private static final int LEFT_OUT = 11;

  private final Question question;
  private int failures;
  private int leftOut;
  private boolean off;

  Metric(Question question) {
    this.question = question;
  }

  /** Asks once. */
  interface Question {
    void ask(Readings out) throws NvmlException;
  }

  /** Asks if it is its turn. */
  Answer ask(Readings out) {
    if (off) {
      return Answer.NONE;
    }
    if (failures >= PATIENCE && leftOut < LEFT_OUT) {
      leftOut++;
      return Answer.NONE;
    }
    leftOut = 0;
    try {
      question.ask(out);
      failures = 0;
      return Answer.GIVEN;
    } catch (NvmlException e) {
      failures++;
      off = e.isForGood();
      return new Answer(false, off ? "" : e.getMessage());
    }
  }

  /**
   * How it went.
   *
   * @param given whether there was an answer
   * @param trouble what should not be; empty for what the device just does not have
   */
  record Answer(boolean given, String trouble) {
    static final Answer GIVEN = new Answer(true, "");
    static final Answer NONE = new Answer(false, "");
  }
}
