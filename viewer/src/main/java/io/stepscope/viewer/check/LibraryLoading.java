package io.stepscope.viewer.check;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Loads a library in a Java process of its own, which may crash or hang. */
public final class LibraryLoading implements GpuCheck.Loading {
  /** The hidden command that the process is given, and the library after it. */
  public static final String COMMAND = "load-library";

  private static final long MOST_SECONDS = 20;

  private final List<String> launch;

  /**
   * @param launch the command line of this program, without its arguments
   */
  public LibraryLoading(List<String> launch) {
    this.launch = List.copyOf(launch);
  }

  @Override
  public String load(Path library) {
    List<String> command = new ArrayList<>(launch);
    command.addAll(List.of(COMMAND, library.toString()));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.PIPE)
              .start();
      process.getOutputStream().close();
      return outcome(process);
    } catch (IOException e) {
      return "no process to try it in: " + e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private static String outcome(Process process) throws InterruptedException, IOException {
    // What it says is little; it fits the pipe.
    if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return "loading it takes more than " + MOST_SECONDS + " s";
    }
    if (process.exitValue() == 0) {
      return "";
    }
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = said.readLine();
      return line == null || line.startsWith("#")
          ? "the process that tried ended with code " + process.exitValue()
          : line;
    }
  }
}
