package io.stepscope.agent.advice;

import io.stepscope.bridge.Bridge;
import net.bytebuddy.asm.Advice;

/** DJL was asked whether there is another batch. */
public final class DataAsked {

  private DataAsked() {}

  @Advice.OnMethodEnter(suppress = Throwable.class)
  static long enter() {
    return System.nanoTime();
  }

  @Advice.OnMethodExit(suppress = Throwable.class)
  static void exit(
      @Advice.Origin Class<?> type,
      @Advice.This Object batches,
      @Advice.Return boolean more,
      @Advice.Enter long began) {
    Bridge.call(more ? "waited" : "exhausted", type, batches, System.nanoTime() - began);
  }
}
