package io.stepscope.launcher;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether an agent has anything to do in this process, as far as that can be told at once. */
final class AgentSwitch {

  private AgentSwitch() {}

  /**
   * Whether {@code enabled} is off. What is set in {@code stepscope.properties} shows only when a
   * file may be read, that is when the program trains.
   */
  static boolean isOff(String arguments) {
    String given = argument(arguments);
    if (given == null) {
      given = System.getProperty("stepscope.enabled");
    }
    if (given == null) {
      given = System.getenv("STEPSCOPE_ENABLED");
    }
    return isOffWord(given);
  }

  /** The programs of the JDK train nothing, but get agents from JAVA_TOOL_OPTIONS. */
  static boolean isJdkTool() {
    return isJdkTool(
        System.getProperty("jdk.module.main"), System.getProperty("sun.java.command", ""));
  }

  static boolean isJdkTool(@Nullable String mainModule, String command) {
    boolean ofJdk =
        mainModule != null && (mainModule.startsWith("jdk.") || mainModule.startsWith("java."));
    // "java Program.java" is a program, though the compiler is what starts it.
    return ofJdk && !command.contains("/com.sun.tools.javac.launcher.");
  }

  private static @Nullable String argument(String arguments) {
    String last = null;
    for (String part : arguments.split(",")) {
      int equals = part.indexOf('=');
      if (equals > 0 && part.substring(0, equals).strip().equals("enabled")) {
        last = part.substring(equals + 1);
      }
    }
    return last;
  }

  private static boolean isOffWord(@Nullable String word) {
    if (word == null) {
      return false;
    }
    return switch (word.strip().toLowerCase(Locale.ROOT)) {
      case "off", "false", "no", "0" -> true;
      default -> false;
    };
  }
}
