package io.stepscope.tracker.tensorboard;

import io.stepscope.tracker.testkit.PythonEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** TensorBoard in a Python environment of its own below {@code target/}. */
final class PythonTools {
  private static final PythonEnvironment ENVIRONMENT =
      new PythonEnvironment("TensorBoard to ask", "tensorboard-environment");
  private static final long MOST_SECONDS = 300;

  private PythonTools() {}

  /** The program; if there cannot be one, the test is skipped and says why. */
  static synchronized Path tensorboard() throws IOException, InterruptedException {
    ENVIRONMENT.install("tensorboard");
    return ENVIRONMENT.program("tensorboard");
  }

  /**
   * What a script prints that may use TensorBoard's packages and tensorboardX; if there cannot be
   * these, the test is skipped and says why.
   */
  static synchronized List<String> python(String... arguments)
      throws IOException, InterruptedException {
    ENVIRONMENT.install("tensorboard");
    ENVIRONMENT.install("tensorboardX");
    List<String> command = new ArrayList<>(List.of(ENVIRONMENT.python().toString()));
    command.addAll(List.of(arguments));
    Path printed = Files.createTempFile("python", ".out");
    Path errors = Files.createTempFile("python", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(printed.toFile())
              .redirectError(errors.toFile())
              .start();
      if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " took more than " + MOST_SECONDS + " s");
      }
      if (process.exitValue() != 0) {
        throw new AssertionError(command + " failed: " + Files.readString(errors));
      }
      return Files.readAllLines(printed);
    } finally {
      Files.delete(printed);
      Files.delete(errors);
    }
  }
}
