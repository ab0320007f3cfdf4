package io.stepscope.viewer.terminal;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Finds out what standard output can show. */
public final class TerminalDetection {
  private static final int WIDTH_OF_FILES = 100;
  private static final int WIDTH_OF_TERMINALS = 80;
  private static final int WIDEST = 1000;

  private TerminalDetection() {}

  /** What standard output of this process shows. */
  public static Terminal ofStandardOutput(Map<String, String> environment) {
    boolean terminal = isTerminal();
    return of(
        environment,
        charset().name().startsWith("UTF"),
        terminal,
        terminal ? askedWidth() : WIDTH_OF_FILES);
  }

  static Terminal of(
      Map<String, String> environment, boolean unicode, boolean isTerminal, int width) {
    boolean dumb = "dumb".equals(environment.get("TERM"));
    // https://no-color.org: present and not empty.
    boolean refused = !environment.getOrDefault("NO_COLOR", "").isEmpty();
    int columns = number(environment.getOrDefault("COLUMNS", ""));
    return new Terminal(columns > 0 ? columns : width, unicode, isTerminal && !dumb && !refused);
  }

  /** The encoding of standard output. */
  public static Charset charset() {
    // JDK 19 and newer; JDK 17 on a terminal; JDK 17 otherwise.
    for (String property :
        new String[] {"stdout.encoding", "sun.stdout.encoding", "native.encoding"}) {
      String name = System.getProperty(property, "");
      try {
        if (!name.isEmpty()) {
          return Charset.forName(name);
        }
      } catch (IllegalArgumentException e) {
        return StandardCharsets.US_ASCII;
      }
    }
    return StandardCharsets.US_ASCII;
  }

  @SuppressWarnings("SystemConsoleNull") // asked of the console itself where there is always one
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // Since JDK 22 there may be a console without a terminal.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  /** Java cannot tell the width of a terminal; {@code stty} can. */
  private static int askedWidth() {
    File terminal = new File("/dev/tty");
    if (!terminal.exists()) {
      return WIDTH_OF_TERMINALS;
    }
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(terminal)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!stty.waitFor(1, TimeUnit.SECONDS)) {
        stty.destroyForcibly();
        return WIDTH_OF_TERMINALS;
      }
      String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      int columns = number(answer.substring(answer.indexOf(' ') + 1).strip());
      return columns > 0 ? columns : WIDTH_OF_TERMINALS;
    } catch (IOException e) {
      return WIDTH_OF_TERMINALS;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return WIDTH_OF_TERMINALS;
    }
  }

  private static int number(String text) {
    return text.matches("\\d{1,6}") ? Math.min(WIDEST, Integer.parseInt(text)) : 0;
  }
}
