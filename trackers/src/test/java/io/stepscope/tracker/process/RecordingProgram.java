package io.stepscope.tracker.process;

import io.stepscope.Run;
import java.io.IOException;

/**
 * A training of the run {@code otter}, which it resumes with {@code -Dtest.resume=true}; waits for
 * a line before it ends.
 */
final class RecordingProgram {

  private RecordingProgram() {}

  /**
   * @param arguments number of steps to record before "recorded" is printed, and afterwards
   */
  @SuppressWarnings("SystemOut") // how the test knows
  public static void main(String[] arguments) throws IOException {
    int before = Integer.parseInt(arguments[0]);
    int after = Integer.parseInt(arguments[1]);
    boolean resume = Boolean.getBoolean("test.resume");
    try (Run run = Run.builder().id("otter").resume(resume).start()) {
      long first = run.nextStep();
      for (long step = first; step < first + before; step++) {
        run.scalar("train/loss", step, 1.0 / (step + 1));
      }
      System.out.println("recorded");
      int line = System.in.read();
      for (long step = first + before; line >= 0 && step < first + before + after; step++) {
        run.scalar("train/loss", step, 1.0 / (step + 1));
      }
    }
  }
}
