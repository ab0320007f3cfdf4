package io.stepscope.probe.custom;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pattern of files: {@code *}, {@code ?}, {@code [...]} and {@code {a,b}} within the parts of a
 * path, as shells have them. Immutable.
 */
final class FilePattern {
  private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  private final Path fixed;
  private final List<String> rest = new ArrayList<>();
  private final String upToWildcard;

  /**
   * @param text relative to the working directory unless it is absolute
   */
  FilePattern(String text) {
    String[] parts = text.split("/");
    StringBuilder begin = new StringBuilder();
    int at = 0;
    while (at < parts.length && !WILDCARD.matcher(parts[at]).find()) {
      begin.append(parts[at++]).append('/');
    }
    fixed = Path.of(begin.length() == 0 ? "." : begin.toString());
    upToWildcard = at < parts.length ? begin + parts[at] : "";
    while (at < parts.length) {
      rest.add(parts[at++]);
    }
  }

  /** The part up to the first wildcard, that included; empty when there is none. */
  String upToWildcard() {
    return upToWildcard;
  }

  /**
   * Finds the files there are, {@code card2} before {@code card10}.
   *
   * @param found gets what the first part with a wildcard stood for (empty without one), and a file
   */
  void find(BiConsumer<String, Path> found) {
    find(fixed, 0, "", found);
  }

  private void find(Path at, int depth, String device, BiConsumer<String, Path> found) {
    if (depth == rest.size()) {
      if (Files.isRegularFile(at)) {
        found.accept(device, at);
      }
      return;
    }
    String part = rest.get(depth);
    if (!WILDCARD.matcher(part).find()) {
      find(at.resolve(part), depth + 1, device, found);
      return;
    }
    for (Path next : matching(at, part)) {
      String name = String.valueOf(next.getFileName());
      find(next, depth + 1, device.isEmpty() ? name : device, found);
    }
  }

  private static List<Path> matching(Path folder, String glob) {
    List<Path> matching = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
      stream.forEach(matching::add);
    } catch (IOException | UncheckedIOException e) {
      return List.of(); // No such folder: nothing matches.
    }
    matching.sort(Comparator.comparing(path -> natural(String.valueOf(path.getFileName()))));
    return matching;
  }

  /** Digits are filled up so that they sort as numbers. */
  private static String natural(String name) {
    return DIGITS.matcher(name).replaceAll(digits -> padded(digits.group()));
  }

  private static String padded(String digits) {
    return Matcher.quoteReplacement("0".repeat(Math.max(0, 20 - digits.length())) + digits);
  }
}
