package io.stepscope.viewer.check;

import io.stepscope.redaction.Redaction;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Loads a library in a Java process of its own, which may crash or hang. */
public final class LibraryLoading implements GpuCheck.Loading {
  /** The hidden command that the process is given, and the library after it. */
  public static final String COMMAND = "load-library";

  /**
   * What the line of that command begins with that says why: the Java it runs in, and the library
   * itself, may print lines of their own.
   */
  public static final String REASON = "not loaded: ";

  private static final long MOST_SECONDS = 20;

  private final List<String> launch;
  private final Redaction redaction;

  /**
   * @param launch the command line of this program, without its arguments
   * @param redaction what a reason goes through before it is shown
   */
  public LibraryLoading(List<String> launch, Redaction redaction) {
    this.launch = List.copyOf(launch);
    this.redaction = redaction;
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

  private String outcome(List<String> command, Path said) throws InterruptedException, IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(said.toFile());
    // Java's own warnings, and what loggers and agents have to say.
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Map<String, String> environment = builder.environment();
    // These would load agents into it, or give it the memory of the training.
    List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS").forEach(environment::remove);
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return "loading it takes more than " + MOST_SECONDS + " s";
    }
    if (process.exitValue() == 0) {
      return "";
    }
    String reason = reason(said);
    return reason.isBlank()
        ? "the process that tried ended with code " + process.exitValue()
        : redaction.text(reason);
  }

  /** What the command itself said; empty if it did not get that far. */
  private static String reason(Path said) throws IOException {
    // A library may print what is no text.
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(said), StandardCharsets.UTF_8))) {
      return in.lines()
          .filter(line -> line.startsWith(REASON))
          .map(line -> line.substring(REASON.length()))
          .findFirst()
          .orElse("");
    }
  }
}
