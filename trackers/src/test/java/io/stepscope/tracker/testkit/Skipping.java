package io.stepscope.tracker.testkit;

import org.junit.jupiter.api.Assumptions;

/** Skips tests for want of something, and prints for want of what: reports tell it of none. */
public final class Skipping {

  private Skipping() {}

  /** Skips the test, or all tests of the class, that the caller runs for; never returns. */
  public static void skip(String reason) {
    System.out.println("skipped: " + reason);
    Assumptions.abort(reason);
  }
}
