package io.stepscope.tracker.wandb;

import static io.stepscope.tracker.testkit.Skipping.skip;

import java.io.File;
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
  private static final Path ENVIRONMENT = Path.of("target", "wandb-environment");
  private static final Path LOG = Path.of("target", "wandb-environment.log");
  private static final long MOST_SECONDS = 300;

  private WandbTools() {}

  /** Python that has W&amp;B's client; if there cannot be one, the test is skipped and says why. */
  static synchronized String python() throws IOException, InterruptedException {
    String given = System.getenv().getOrDefault("TEST_WANDB_PYTHON", "");
    if (!given.isEmpty()) {
      return given;
    }
    boolean unix = File.separatorChar == '/';
    Path bin = ENVIRONMENT.resolve(unix ? "bin" : "Scripts").toAbsolutePath();
    String python = bin.resolve("python").toString();
    Path ready = ENVIRONMENT.resolve("ready");
    if (!Files.exists(ready)) {
      install(List.of("python3", "-m", "venv", "--clear", ENVIRONMENT.toString()));
      Path script = ENVIRONMENT.resolve("install.py").toAbsolutePath();
      try (InputStream in =
          Objects.requireNonNull(WandbTools.class.getResourceAsStream("/wandb/install.py"))) {
        Files.write(script, in.readAllBytes());
      }
      install(List.of(python, script.toString()));
      Files.createFile(ready);
    }
    return python;
  }

  private static void install(List<String> command) throws IOException, InterruptedException {
    String words = String.join(" ", command);
    String trouble;
    try {
      Result result = run(command, Path.of("").toAbsolutePath(), Map.of(), LOG);
      String[] lines = result.output.strip().split("\n");
      trouble = result.exitCode == 0 ? "" : "ended with " + lines[lines.length - 1];
    } catch (IOException e) {
      trouble = String.valueOf(e.getMessage());
    }
    if (!trouble.isEmpty()) {
      skip("no client of W&B to ask: " + words + ": " + trouble);
    }
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
    return run(command, folder, environment, Files.createTempFile(folder, "said", ".log"));
  }

  private static Result run(
      List<String> command, Path folder, Map<String, String> environment, Path log)
      throws IOException, InterruptedException {
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
