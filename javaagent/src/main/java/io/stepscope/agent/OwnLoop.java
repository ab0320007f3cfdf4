package io.stepscope.agent;

import io.stepscope.recorder.Notices;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Hears of the calls of a step method of the user's own. A call inside a call, whether the method
 * calls itself or one overload another, belongs to the step of the outer one.
 *
 * <p>Thread-safe; never throws.
 */
final class OwnLoop implements Function<Object[], @Nullable Object> {

  private static final int DEPTH = 0;
  private static final int STEP = 1;
  private static final int BEGAN = 2;
  private static final long UNRECORDED = -1;

  /** Of JDK types alone, so that a thread of the program keeps nothing of ours alive. */
  private static final ThreadLocal<long[]> CALLS = ThreadLocal.withInitial(() -> new long[3]);

  private final StepMethod method;
  private final Function<Object[], @Nullable Object> frameworks;
  private final Notices notices;

  private @Nullable StepRun run;
  private volatile boolean broken;

  /** Hears of {@code method}, and leaves all else to {@code frameworks}. */
  OwnLoop(StepMethod method, Function<Object[], @Nullable Object> frameworks, Notices notices) {
    this.method = method;
    this.frameworks = frameworks;
    this.notices = notices;
  }

  @Override
  public @Nullable Object apply(Object[] call) {
    switch ((String) call[0]) {
      case "stepBegins" -> begins(CALLS.get());
      case "stepEnds" -> ends(CALLS.get(), (Throwable) call[3]);
      default -> {
        return frameworks.apply(call);
      }
    }
    return null;
  }

  private void begins(long[] mine) {
    if (mine[DEPTH]++ > 0) {
      return;
    }
    mine[STEP] = UNRECORDED;
    if (broken) {
      return;
    }
    try {
      mine[STEP] = run().begins();
      mine[BEGAN] = System.nanoTime();
    } catch (Throwable t) {
      broken = true;
      notices.once("step", "the steps of " + method + " cannot be recorded (" + t + ")");
    }
  }

  private void ends(long[] mine, @Nullable Throwable thrown) {
    long now = System.nanoTime();
    // A call that had begun before its method was woven has no beginning here.
    if (mine[DEPTH] > 0 && --mine[DEPTH] == 0 && mine[STEP] != UNRECORDED) {
      run().ends(mine[STEP], now - mine[BEGAN], thrown);
    }
  }

  /** A process that never takes a step has no run. */
  private synchronized StepRun run() {
    StepRun present = run;
    if (present == null) {
      present = StepRun.start(method.toString());
      run = present;
    }
    return present;
  }
}
