package io.stepscope.launcher;

import java.io.PrintStream;
import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/**
 * Where the JVM begins with the agent, at the start of a program or later.
 *
 * <p>Nearly nothing happens here: a watch for classes of frameworks is set up, and the program's
 * output is listened to. All else waits until one of those classes is loaded, so a program that
 * never trains pays for little more than this.
 */
public final class StepscopeAgent {

  /**
   * Says, to whoever attaches, that an agent is at work in this process; and to the agent itself,
   * whether it was there from the start.
   */
  static final String MARK = "io.stepscope.agent";

  /** The program's own, which nothing of ours records. */
  @SuppressWarnings("SystemOut") // Standard error is the one place where Stepscope speaks.
  private static final PrintStream STANDARD_ERROR = System.err;

  private StepscopeAgent() {}

  /** Called by the JVM for {@code -javaagent:stepscope.jar=arguments}. */
  public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
    start(arguments == null ? "" : arguments, instrumentation, false);
  }

  /** Called by the JVM when the agent is attached to a program that runs. */
  public static void agentmain(@Nullable String arguments, Instrumentation instrumentation) {
    start(arguments == null ? "" : arguments, instrumentation, true);
  }

  private static synchronized void start(
      String arguments, Instrumentation instrumentation, boolean late) {
    try {
      EarlySettings settings = EarlySettings.of(arguments);
      if (settings.isOff("enabled")
          || AgentSwitch.isJdkTool()
          || System.getProperty(MARK) != null) {
        return;
      }
      System.setProperty(MARK, late ? "attached" : "on");
      String step = settings.value("step");
      FrameworkWatch watch = new FrameworkWatch(arguments, step, instrumentation);
      instrumentation.addTransformer(watch, true);
      if (step != null) {
        Runtime.getRuntime().addShutdownHook(new Thread(watch::sayUnseenStep, "stepscope-step"));
      }
      if (late) {
        watch.weaveLoaded();
      } else if (!settings.isOff("console")) {
        EarlyConsole.listen();
      }
    } catch (Throwable t) {
      say("the agent cannot start (" + t + "); the program runs without");
    }
  }

  /** Says a line on standard error. */
  static void say(String line) {
    // At once: a program that prints at the same time does not get in between.
    STANDARD_ERROR.print("stepscope: " + line + System.lineSeparator());
    STANDARD_ERROR.flush();
  }
}
