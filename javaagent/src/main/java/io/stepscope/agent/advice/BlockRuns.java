package io.stepscope.agent.advice;

import io.stepscope.bridge.Bridge;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** A block of DJL calculates; there are many of them in a step, so nobody is told unasked. */
public final class BlockRuns {

  private BlockRuns() {}

  @Advice.OnMethodEnter(suppress = Throwable.class)
  static @Nullable Object enter(
      @Advice.Origin Class<?> type,
      @Advice.This Object block,
      @Advice.Argument(0) @Nullable Object store) {
    return Bridge.isDetailed() ? Bridge.call("block", type, block, store) : null;
  }

  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
      @Advice.Origin Class<?> type,
      @Advice.This Object block,
      @Advice.Enter @Nullable Object begun,
      @Advice.Return @Nullable Object output) {
    if (begun != null) {
      Bridge.call("blockEnded", type, block, begun);
      if (output != null) {
        Bridge.call("blockGave", type, block, output);
      }
    }
  }
}
