package io.stepscope.configuration;

/**
 * What this process was given as arguments of the agent. Set once, before the first run, by the
 * agent itself; the empty text without an agent. Thread-safe.
 */
public final class AgentArguments {

  private static volatile String arguments = "";

  private AgentArguments() {}

  /** Sets them: {@code key=value,key=item+item}. */
  public static void ofThisProcess(String newArguments) {
    arguments = newArguments;
  }

  /** What was set. */
  public static String ofThisProcess() {
    return arguments;
  }
}
