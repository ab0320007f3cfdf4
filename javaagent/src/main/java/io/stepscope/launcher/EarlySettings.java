package io.stepscope.launcher;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The few keys that must be known before the program begins. Whether they are right is checked when
 * the program trains; a file that cannot be read is then complained about.
 */
final class EarlySettings {

  private static final String FILE = "stepscope.properties";

  private final String arguments;
  private final Properties file;

  private EarlySettings(String arguments, Properties file) {
    this.arguments = arguments;
    this.file = file;
  }

  /** Those of this process, with {@code arguments} of the agent. */
  static EarlySettings of(String arguments) {
    return new EarlySettings(arguments, read(new File(FILE)));
  }

  /** What a key was set to, where later wins; null when it was not set or set to nothing. */
  @Nullable String value(String key) {
    String given = argument(key);
    if (given == null) {
      given = System.getProperty("stepscope." + key);
    }
    if (given == null) {
      given = System.getenv("STEPSCOPE_" + key.toUpperCase(Locale.ROOT));
    }
    if (given == null) {
      given = file.getProperty(key);
    }
    return given == null || given.isBlank() ? null : given.strip();
  }

  /** Whether a key that can be on or off is off. */
  boolean isOff(String key) {
    String word = value(key);
    if (word == null) {
      return false;
    }
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "off", "false", "no", "0" -> true;
      default -> false;
    };
  }

  private @Nullable String argument(String key) {
    String last = null;
    for (String part : arguments.split(",")) {
      int equals = part.indexOf('=');
      if (equals > 0 && part.substring(0, equals).strip().equals(key)) {
        last = part.substring(equals + 1);
      }
    }
    return last;
  }

  private static Properties read(File path) {
    Properties properties = new Properties();
    if (path.isFile()) {
      try (Reader reader = new InputStreamReader(new FileInputStream(path), "UTF-8")) {
        properties.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        properties.clear();
      }
    }
    return properties;
  }
}
