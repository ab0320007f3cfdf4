package io.stepscope;

import io.stepscope.event.RunStatus;
import io.stepscope.recorder.ExitCode;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why this process exits, as far as that can be seen while it does: from the thread that handles a
 * signal, and from an exit code that the agent was told.
 */
final class ProcessExit {

  private static final Pattern HANDLER = Pattern.compile("(SIG[A-Z0-9]+) handler");

  private ProcessExit() {}

  /** How a run ends now that would end as {@code otherwise} if the program had come to its end. */
  static End of(RunStatus otherwise) {
    return of(otherwise, ExitCode.told(), Thread.getAllStackTraces());
  }

  static End of(RunStatus otherwise, OptionalInt code, Map<Thread, StackTraceElement[]> threads) {
    String signal = signal(threads);
    if (signal != null) {
      return new End(RunStatus.STOPPED, "the process was ended by " + signal);
    }
    if (code.isPresent() && code.getAsInt() != 0) {
      return new End(RunStatus.FAILED, "the process exited with code " + code.getAsInt());
    }
    return new End(
        otherwise,
        otherwise == RunStatus.FINISHED ? "" : "the process exited before the run was ended");
  }

  /** The JVM names the thread that handles a signal after it; there it waits for the exit. */
  private static @Nullable String signal(Map<Thread, StackTraceElement[]> threads) {
    for (Map.Entry<Thread, StackTraceElement[]> thread : threads.entrySet()) {
      Matcher handler = HANDLER.matcher(thread.getKey().getName());
      if (handler.matches() && isExiting(thread.getValue())) {
        return handler.group(1);
      }
    }
    return null;
  }

  private static boolean isExiting(StackTraceElement[] frames) {
    for (StackTraceElement frame : frames) {
      if (frame.getClassName().equals("java.lang.Shutdown")) {
        return true;
      }
    }
    return false;
  }

  /**
   * The end of a run.
   *
   * @param reason one line for people, may be empty
   */
  record End(RunStatus status, String reason) {}
}
