package io.stepscope.tracker.testkit;

import static io.stepscope.tracker.testkit.Skipping.skip;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Python environment of its own below {@code target/}, made when it is first wanted and kept for
 * the next build. Where it cannot be made, the test is skipped and says why.
 *
 * <p>Thread-safe within a process.
 */
public final class PythonEnvironment {
  private static final long MOST_SECONDS = 300;

  private final String wanted;
  private final Path folder;
  private final Path log;

  /**
   * Makes nothing yet.
   *
   * @param wanted what cannot be had without it, for the reason of a skipped test: {@code
   *     TensorBoard to ask}
   * @param name of its folder
   */
  public PythonEnvironment(String wanted, String name) {
    this.wanted = wanted;
    folder = Path.of("target", name).toAbsolutePath();
    log = Path.of("target", name + ".log").toAbsolutePath();
  }

  /** Where it is. */
  public Path folder() {
    return folder;
  }

  /** Its interpreter, with the packages that {@link #install} was asked for. */
  public Path python() {
    return program("python");
  }

  /** A program of one of its packages. */
  public Path program(String name) {
    return folder.resolve(File.separatorChar == '/' ? "bin" : "Scripts").resolve(name);
  }

  /** Installs packages, once for all builds. */
  public void install(String... packages) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("-m", "pip", "--retries", "0"));
    arguments.addAll(List.of("--timeout", "10", "install"));
    arguments.addAll(Arrays.asList(packages));
    once(String.join("-", packages), arguments);
  }

  /** Runs its interpreter with these arguments, once for all builds. */
  public synchronized void once(String name, List<String> arguments)
      throws IOException, InterruptedException {
    Path done = folder.resolve("done-" + name);
    if (Files.exists(done)) {
      return;
    }
    if (!Files.isExecutable(python())) {
      run(List.of("python3", "-m", "venv", "--clear", folder.toString()));
    }
    List<String> command = new ArrayList<>(List.of(python().toString()));
    command.addAll(arguments);
    run(command);
    Files.createFile(done);
  }

  private void run(List<String> command) throws IOException, InterruptedException {
    String words = String.join(" ", command);
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      skip("no " + wanted + ": " + words + ": " + e.getMessage());
      return;
    }
    if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      skip("no " + wanted + ": " + words + " took more than " + MOST_SECONDS + " s");
    }
    if (process.exitValue() != 0) {
      List<String> said = Files.readAllLines(log);
      String last = said.isEmpty() ? "nothing" : said.get(said.size() - 1);
      skip("no " + wanted + ": " + words + " ended with " + process.exitValue() + ": " + last);
    }
  }
}
