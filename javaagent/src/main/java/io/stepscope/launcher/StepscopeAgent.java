package io.stepscope.launcher;

import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/**
 * Where the JVM begins with the agent, at the start of a program or later.
 *
 * <p>Nearly nothing happens here: a watch for classes of frameworks is set up. All else waits until
 * one of them is loaded, so a program that never trains pays for little more than this class.
 */
public final class StepscopeAgent {

  /** Says, to whoever attaches, that an agent is at work in this process. */
  static final String MARK = "io.stepscope.agent";

  private StepscopeAgent() {}

  /** Called by the JVM for {@code -javaagent:stepscope.jar=arguments}. */
  public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
    start(arguments == null ? "" : arguments, instrumentation, false);
  }

  /** Called by the JVM when the agent is attached to a program that runs. */
  public static void agentmain(@Nullable String arguments, Instrumentation instrumentation) {
    start(arguments == null ? "" : arguments, instrumentation, true);
  }

  @SuppressWarnings("SystemOut") // Standard error is the one place where Stepscope speaks.
  private static synchronized void start(
      String arguments, Instrumentation instrumentation, boolean late) {
    try {
      if (AgentSwitch.isOff(arguments)
          || AgentSwitch.isJdkTool()
          || System.getProperty(MARK) != null) {
        return;
      }
      System.setProperty(MARK, "on");
      FrameworkWatch watch = new FrameworkWatch(arguments, instrumentation);
      instrumentation.addTransformer(watch, true);
      if (late) {
        watch.weaveLoaded();
      }
    } catch (Throwable t) {
      System.err.println("stepscope: the agent cannot start (" + t + "); the program runs without");
    }
  }
}
