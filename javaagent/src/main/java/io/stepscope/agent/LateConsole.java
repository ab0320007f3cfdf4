package io.stepscope.agent;

import io.stepscope.recorder.Notices;
import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.TreeSet;

/**
 * Says which of the program's loggers keep a stream from before the agent was attached, so that
 * what they print is not seen.
 */
final class LateConsole {

  private static final Map<String, String> KEEPING =
      Map.of(
          "java.util.logging.ConsoleHandler", "java.util.logging",
          "org.apache.logging.log4j.core.appender.ConsoleAppender", "Log4j 2");

  private LateConsole() {}

  /** Says so in one line, if there are any. */
  static void sayWhatIsMissed(Instrumentation instrumentation, Notices notices) {
    TreeSet<String> loggers = new TreeSet<>();
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      String logger = KEEPING.get(loaded.getName());
      if (logger != null) {
        loggers.add(logger);
      }
    }
    if (!loggers.isEmpty()) {
      notices.say(
          "what "
              + String.join(" and ", loggers)
              + " printed to before the agent was attached is kept by them, so their lines are not"
              + " recorded; with -javaagent they are");
    }
  }
}
