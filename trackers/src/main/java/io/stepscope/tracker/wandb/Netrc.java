package io.stepscope.tracker.wandb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/** The file in which {@code wandb login} keeps keys. */
final class Netrc {

  private Netrc() {}

  /**
   * The password of a machine; null when the file or the machine is not there.
   *
   * @param machine host, with its port if it has one
   */
  static @Nullable String password(Path file, String machine) {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return null; // no file, or none that may be read
    }
    boolean wanted = false;
    StringTokenizer words = new StringTokenizer(text.replaceAll("(?m)^\\s*#.*$", ""));
    while (words.hasMoreTokens()) {
      String word = words.nextToken();
      if (word.equals("default")) {
        wanted = false;
      } else if (words.hasMoreTokens()) {
        if (word.equals("machine")) {
          wanted = words.nextToken().equals(machine);
        } else if (word.equals("password") && wanted) {
          return words.nextToken();
        }
      }
    }
    return null;
  }
}
