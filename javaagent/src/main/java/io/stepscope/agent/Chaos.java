package io.stepscope.agent;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes hooks throw or hang, for tests that show that a program does not notice. The system
 * property {@code io.stepscope.chaos} is {@code throw} or {@code hang}, with {@code :N} after the
 * first N calls.
 */
final class Chaos implements Function<Object[], @Nullable Object> {

  private static final String PROPERTY = "io.stepscope.chaos";

  private final boolean hangs;
  private final long after;
  private final Function<Object[], @Nullable Object> hooks;
  private final AtomicLong calls = new AtomicLong();

  private Chaos(boolean hangs, long after, Function<Object[], @Nullable Object> hooks) {
    this.hangs = hangs;
    this.after = after;
    this.hooks = hooks;
  }

  /** The hooks, as they are unless a test wants them to be in trouble. */
  static Function<Object[], @Nullable Object> in(Function<Object[], @Nullable Object> hooks) {
    String wanted = System.getProperty(PROPERTY);
    if (wanted == null) {
      return hooks;
    }
    int colon = wanted.indexOf(':');
    return new Chaos(
        wanted.startsWith("hang"),
        colon < 0 ? 0 : Long.parseLong(wanted.substring(colon + 1)),
        hooks);
  }

  @Override
  public @Nullable Object apply(Object[] call) {
    long number = calls.incrementAndGet();
    if (number <= after) {
      return hooks.apply(call);
    }
    if (hangs) {
      hang();
    }
    // One of each kind in turn.
    if (number % 4 == 0) {
      throw new IllegalStateException("chaos");
    }
    if (number % 4 == 1) {
      throw new OutOfMemoryError("chaos");
    }
    throw number % 4 == 2 ? new StackOverflowError("chaos") : new LinkageError("chaos");
  }

  private static void hang() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("freed", e);
    }
  }
}
