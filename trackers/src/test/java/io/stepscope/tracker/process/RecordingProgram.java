package io.stepscope.tracker.process;

import io.stepscope.Run;
import java.io.IOException;

/** A training that is forwarded by a process of its own; waits for a line before it ends. */
final class RecordingProgram {

  private RecordingProgram() {}

  /**
   * @param arguments number of steps to record before "recorded" is printed, and afterwards
   */
  @SuppressWarnings("SystemOut") // how the test knows
  public static void main(String[] arguments) throws IOException {
    int before = Integer.parseInt(arguments[0]);
    int after = Integer.parseInt(arguments[1]);
    try (Run run = Run.builder().id("otter").start()) {
      for (int step = 0; step < before; step++) {
        run.scalar("train/loss", step, 1.0 / (step + 1));
      }
      System.out.println("recorded");
      int line = System.in.read();
      for (int step = before; line >= 0 && step < before + after; step++) {
        run.scalar("train/loss", step, 1.0 / (step + 1));
      }
    }
  }
}
