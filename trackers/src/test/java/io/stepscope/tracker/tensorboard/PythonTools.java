package io.stepscope.tracker.tensorboard;

import static io.stepscope.tracker.testkit.Skipping.skip;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** TensorBoard in a Python environment of its own below {@code target/}. */
final class PythonTools {
  private static final Path ENVIRONMENT = Path.of("target", "tensorboard-environment");
  private static final long MOST_SECONDS = 300;

  private PythonTools() {}

  /** The program; if there cannot be one, the test is skipped and says why. */
  static synchronized Path tensorboard() throws IOException, InterruptedException {
    Path bin = ENVIRONMENT.resolve(File.separatorChar == '/' ? "bin" : "Scripts").toAbsolutePath();
    Path program = bin.resolve("tensorboard");
    if (!Files.isExecutable(program)) {
      run(List.of("python3", "-m", "venv", "--clear", ENVIRONMENT.toString()));
      String python = bin.resolve("python").toString();
      run(
          List.of(
              python, "-m", "pip", "--retries", "0", "--timeout", "10", "install", "tensorboard"));
    }
    return program;
  }

  /**
   * What a script prints that may use TensorBoard's packages and tensorboardX; if there cannot be
   * these, the test is skipped and says why.
   */
  static synchronized List<String> python(String... arguments)
      throws IOException, InterruptedException {
    String python = tensorboard().resolveSibling("python").toString();
    if (!Files.exists(ENVIRONMENT.resolve("tensorboardX"))) {
      run(
          List.of(
              python, "-m", "pip", "--retries", "0", "--timeout", "10", "install", "tensorboardX"));
      Files.createFile(ENVIRONMENT.resolve("tensorboardX"));
    }
    List<String> command = new ArrayList<>(List.of(python));
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

  private static void run(List<String> command) throws IOException, InterruptedException {
    Path log = Path.of("target", "tensorboard-environment.log");
    String words = String.join(" ", command);
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      skip("no TensorBoard to ask: " + words + ": " + e.getMessage());
      return;
    }
    if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      skip("no TensorBoard to ask: " + words + " took more than " + MOST_SECONDS + " s");
    }
    if (process.exitValue() != 0) {
      List<String> said = Files.readAllLines(log);
      String last = said.isEmpty() ? "nothing" : said.get(said.size() - 1);
      skip("no TensorBoard to ask: " + words + " ended with " + process.exitValue() + ": " + last);
    }
  }
}
