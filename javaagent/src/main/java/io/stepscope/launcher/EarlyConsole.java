package io.stepscope.launcher;

/**
 * Takes the place of the program's streams before its loggers find them, and before it prints
 * anything that belongs to a run that has not begun.
 */
final class EarlyConsole {

  private static final String CAPTURE = "io.stepscope.console.ConsoleCapture";

  private EarlyConsole() {}

  /** Listens from now on. */
  static void listen() {
    try {
      Class.forName(CAPTURE, true, StepscopeLauncher.isolatedLoader())
          .getMethod("installEarly")
          .invoke(null);
    } catch (Exception | LinkageError e) {
      StepscopeAgent.say(
          "what the program prints before it trains is not recorded (" + e + "); it goes on");
    }
  }
}
