package io.stepscope.viewer;

import java.nio.file.Path;
import java.util.List;

/** How this program was started. */
final class ThisProgram {
  private static final String LAUNCHER = "io.stepscope.launcher.StepscopeLauncher";

  private ThisProgram() {}

  /**
   * The command line of another process of it, without arguments: with the one jar, or the same
   * class path. If it crashes it leaves no files behind.
   */
  static List<String> launch() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path", "");
    String main = isLaunched() ? LAUNCHER : StepscopeCommand.class.getName();
    return List.of(
        java,
        "-Xmx64m",
        "-XX:-CreateCoredumpOnCrash",
        "-XX:+ErrorFileToStdout",
        "-cp",
        classPath,
        main);
  }

  /** Whether this class lies behind the launcher of the one jar, which then is the class path. */
  private static boolean isLaunched() {
    try {
      Class.forName(LAUNCHER, false, ClassLoader.getSystemClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
