package io.stepscope.launcher;

import org.jspecify.annotations.Nullable;

/** Whether an agent has anything to do in this process, as far as that can be told at once. */
final class AgentSwitch {

  private AgentSwitch() {}

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
}
