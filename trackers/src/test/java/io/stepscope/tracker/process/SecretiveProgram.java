package io.stepscope.tracker.process;

import io.stepscope.Run;
import io.stepscope.event.Alert;
import java.io.IOException;

/**
 * A training that is careless with the secrets of its environment: it prints them, waits for a
 * line, and fails with one in the message.
 */
final class SecretiveProgram {

  private SecretiveProgram() {}

  /**
   * @param arguments names of variables to be careless with, behind what a user passes
   */
  @SuppressWarnings("SystemOut") // what is captured
  public static void main(String[] arguments) {
    try (Run run = Run.builder().id("otter").start()) {
      for (int step = 0; step < 20; step++) {
        run.scalar("train/loss", step, 1.0 / (step + 1));
        run.endStep(step);
      }
      for (String argument : arguments) {
        String secret = System.getenv(argument);
        if (secret != null) {
          System.out.println("logging in with " + secret + " as api:" + secret);
          run.alert(Alert.Severity.INFO, "logged in", "again");
        }
      }
      int line = System.in.read();
      throw new IllegalStateException(line + " cannot log in: " + System.getenv("WANDB_API_KEY"));
    } catch (IllegalStateException | IOException e) {
      System.exit(3);
    }
  }
}
