package io.stepscope.tracker.wandb;

import io.stepscope.tracker.testkit.PythonEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * W&amp;B's own client in a Python environment of its own below {@code target/}, or one that is
 * there already: the Python that {@code TEST_WANDB_PYTHON} names.
 */
final class WandbTools {
  private static final PythonEnvironment ENVIRONMENT =
      new PythonEnvironment("client of W&B to ask", "wandb-environment");
  private static final long MOST_SECONDS = 300;

  private WandbTools() {}

  /** Python that has W&amp;B's client; if there cannot be one, the test is skipped and says why. */
  static synchronized String python() throws IOException, InterruptedException {
    String given = System.getenv().getOrDefault("TEST_WANDB_PYTHON", "");
    if (!given.isEmpty()) {
      return given;
    }
    Path script = Files.createTempFile("install", ".py");
    try (InputStream in =
        Objects.requireNonNull(WandbTools.class.getResourceAsStream("/wandb/install.py"))) {
      Files.write(script, in.readAllBytes());
      ENVIRONMENT.once("wandb", List.of(script.toString()));
    } finally {
      Files.delete(script);
    }
    return ENVIRONMENT.python().toString();
  }

  /**
   * What a program said.
   *
   * @param output of both streams
   */
  record Result(int exitCode, String output) {}

  /** Runs Python with W&amp;B's client. */
  static Result run(Path folder, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(python());
    command.addAll(Arrays.asList(arguments));
    Path log = Files.createTempFile(folder, "said", ".log");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("WANDB_"));
    // It tells its makers nothing of what a test makes it do.
    builder.environment().put("WANDB_ERROR_REPORTING", "false");
    builder.environment().put("WANDB_CACHE_DIR", folder.resolve("cache").toString());
    builder.environment().putAll(environment);
    Process process =
        builder.redirectErrorStream(true).redirectOutput(log.toAbsolutePath().toFile()).start();
    process.getOutputStream().close();
    if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("took more than " + MOST_SECONDS + " s");
    }
    return new Result(process.exitValue(), Files.readString(log));
  }
}
