package io.stepscope.coordinates;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values of a git configuration file. Includes are not followed.
 *
 * @see <a href="https://git-scm.com/docs/git-config#_configuration_file">the file's syntax</a>
 */
final class GitConfig {

  private final Map<String, String> values = new LinkedHashMap<>();
  private final Set<String> remotes = new LinkedHashSet<>();

  private GitConfig() {}

  /** Reads a file; one that is not there has no values. */
  static GitConfig read(Path file) throws IOException {
    GitConfig config = new GitConfig();
    if (Files.isRegularFile(file)) {
      config.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    }
    return config;
  }

  /** The last value of {@code section.key} or {@code section.subsection.key}, or null. */
  @Nullable String get(String name) {
    return values.get(name);
  }

  boolean isTrue(String name) {
    String value = values.getOrDefault(name, "false").toLowerCase(Locale.ROOT);
    return value.equals("true") || value.equals("yes") || value.equals("on") || value.equals("1");
  }

  boolean isFalse(String name) {
    return values.containsKey(name) && !isTrue(name);
  }

  /** Names of the remotes, in order. */
  Set<String> remotes() {
    return remotes;
  }

  private void parse(String text) {
    String section = "";
    for (String raw : text.replace("\\\n", "").replace("\\\r\n", "").split("\r?\n")) {
      String line = raw.strip();
      if (line.startsWith("[")) {
        int end = line.lastIndexOf(']');
        section = end < 0 ? "" : section(line.substring(1, end));
      } else if (!line.isEmpty() && line.charAt(0) != '#' && line.charAt(0) != ';') {
        put(section, line);
      }
    }
  }

  private String section(String header) {
    int quote = header.indexOf('"');
    if (quote < 0) {
      return header.strip().toLowerCase(Locale.ROOT);
    }
    String name = header.substring(0, quote).strip().toLowerCase(Locale.ROOT);
    int end = Math.max(header.lastIndexOf('"'), quote + 1);
    String subsection = header.substring(quote + 1, end).replaceAll("\\\\(.)", "$1");
    if (name.equals("remote")) {
      remotes.add(subsection);
    }
    return name + "." + subsection;
  }

  private void put(String section, String line) {
    int equals = line.indexOf('=');
    String key = (equals < 0 ? line : line.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
    String value = equals < 0 ? "true" : value(line.substring(equals + 1).strip());
    values.put(section + "." + key, value);
  }

  /** Without quotes and comments. */
  private static String value(String text) {
    StringBuilder value = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\' && i + 1 < text.length()) {
        value.append(text.charAt(++i));
      } else if (!quoted && (c == '#' || c == ';')) {
        break;
      } else {
        value.append(c);
      }
    }
    return value.toString().strip();
  }
}
