package io.stepscope.benchmarks.agent;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Says when it loads the class whose method is its step, and takes two steps. */
public final class FirstStep {

  private FirstStep() {}

  /** Prints microseconds since 1970. */
  @SuppressWarnings("SystemOut") // It is a program.
  public static void main(String[] args) {
    System.out.println(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
    for (int number = 0; number < 2; number++) {
      Loop.step(number);
    }
  }

  /** The loop. */
  static final class Loop {

    private static double weight = 1;

    private Loop() {}

    static void step(int number) {
      weight -= 0.5 * (weight - number);
    }
  }
}
