package io.stepscope.progress;

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
    // Elsewhere Java only tells whether input and output are interactive, which is the nearest
    // guess.
    return System.console() != null;
  }
}
