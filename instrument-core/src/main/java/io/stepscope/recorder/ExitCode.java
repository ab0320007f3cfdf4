package io.stepscope.recorder;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;

/**
 * The exit code of this process, which only the agent gets to know while there is a process.
 * Thread-safe.
 */
public final class ExitCode {

  private static final List<IntConsumer> ON_HALT = new CopyOnWriteArrayList<>();
  private static volatile OptionalInt told = OptionalInt.empty();

  private ExitCode() {}

  /**
   * The process is about to exit with {@code code}, and ends what is to be ended first. Who exits
   * while that goes on changes nothing: the first code is the process's.
   */
  public static synchronized void exits(int code) {
    if (told.isEmpty()) {
      told = OptionalInt.of(code);
    }
  }

  /** The process is about to stop with {@code code} where it is. */
  public static void halts(int code) {
    ON_HALT.forEach(run -> run.accept(code));
  }

  /** The code, if anybody told. */
  public static OptionalInt told() {
    return told;
  }

  /** Tells {@code run} the code when the process halts; nothing there may wait. */
  public static void onHalt(IntConsumer run) {
    ON_HALT.add(run);
  }

  /** Tells {@code run} nothing more. */
  public static void forget(IntConsumer run) {
    ON_HALT.remove(run);
  }
}
