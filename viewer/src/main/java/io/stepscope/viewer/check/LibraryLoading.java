package io.stepscope.viewer.check;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
      Path said = Files.createTempFile("stepscope-doctor", ".txt");
      try {
        return outcome(command, said);
      } finally {
        Files.delete(said);
      }
    } catch (IOException e) {
      return "no process to try it in: " + e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private static String outcome(List<String> command, Path said)
      throws InterruptedException, IOException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    process.getOutputStream().close();
    if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return "loading it takes more than " + MOST_SECONDS + " s";
    }
    if (process.exitValue() == 0) {
      return "";
    }
    String first = firstLine(said);
    // A Java that crashes begins its report so.
    return first.isBlank() || first.startsWith("#")
        ? "the process that tried ended with code " + process.exitValue()
        : first;
  }

  private static String firstLine(Path said) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(said, StandardCharsets.UTF_8)) {
      String line = in.readLine();
      return line == null ? "" : line;
    }
  }
}
