package io.stepscope.tracker.mlflow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/**
 * What MLflow lets pass, written down from {@code mlflow/utils/validation.py} and not from what our
 * own code makes.
 */
final class FakeMlflowRules {
  /** {@code \w} of Python's texts: letters and digits of any script, and the underscore. */
  private static final Pattern NAME =
      Pattern.compile("[/\\p{L}\\p{N}_.\\- ]*", Pattern.UNICODE_CHARACTER_CLASS);

  private FakeMlflowRules() {}

  static void checkName(String what, String name) {
    if (name.isEmpty() || !NAME.matcher(name).matches()) {
      throw FakeMlflowError.invalid(
          "Invalid " + what + " name: '" + name + "'. Names may only contain alphanumerics, …");
    }
    if (!normal(name).equals(name) || name.equals(".") || name.startsWith("..")) {
      throw FakeMlflowError.invalid(
          "Invalid " + what + " name: '" + name + "'. Names may be treated as files …");
    }
    if (name.startsWith("/")) {
      throw FakeMlflowError.invalid("Invalid " + what + " name: '" + name + "'");
    }
    checkLength(what + " name", name, 250);
  }

  static void checkLength(String what, String text, int most) {
    if (text.codePointCount(0, text.length()) > most) {
      throw FakeMlflowError.invalid(
          what + " had length " + text.length() + ", which exceeded length limit of " + most);
    }
  }

  static void checkCount(String what, int count, int most) {
    if (count > most) {
      throw FakeMlflowError.invalid(
          "A batch logging request can contain at most " + most + ' ' + what);
    }
  }

  /** {@code posixpath.normpath}. */
  static String normal(String path) {
    String root = path.startsWith("/") ? "/" : "";
    Deque<String> parts = new ArrayDeque<>();
    for (String part : path.split("/")) {
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      boolean up = part.equals("..");
      if (up && !parts.isEmpty() && !"..".equals(parts.peekLast())) {
        parts.removeLast();
      } else if (!up || root.isEmpty()) {
        parts.addLast(part);
      }
    }
    String joined = root + String.join("/", parts);
    return joined.isEmpty() ? "." : joined;
  }
}
