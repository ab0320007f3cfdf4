package io.stepscope.progress;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether standard error is a terminal. */
public final class Terminal {

  private Terminal() {}

  /** Whether people see standard error on a terminal that can rewrite a line. */
  public static boolean isStandardErrorInteractive() {
    String term = System.getenv("TERM");
    if ("dumb".equals(term) || System.getenv("CI") != null) {
      return false;
    }
    Path descriptor = Path.of("/proc/self/fd/2");
    if (Files.isSymbolicLink(descriptor)) {
      try {
        String target = Files.readSymbolicLink(descriptor).toString();
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
      } catch (IOException e) {
        return false;
      }
    }
    return hasInteractiveConsole();
  }

  /** Elsewhere Java only tells whether input and output are interactive: the nearest guess. */
  @SuppressWarnings("SystemConsoleNull") // Since JDK 22 there is always one; then it is asked.
  private static boolean hasInteractiveConsole() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
