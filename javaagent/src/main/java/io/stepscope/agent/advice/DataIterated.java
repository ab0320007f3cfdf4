package io.stepscope.agent.advice;

import io.stepscope.bridge.Bridge;
import net.bytebuddy.asm.Advice;

/** A trainer of DJL begins a pass over a dataset. */
public final class DataIterated {

  private DataIterated() {}

  @Advice.OnMethodEnter(suppress = Throwable.class)
  static long enter() {
    return System.nanoTime();
  }

  @Advice.OnMethodExit(suppress = Throwable.class)
  static void exit(
      @Advice.Origin Class<?> type,
      @Advice.This Object trainer,
      @Advice.Return Object batches,
      @Advice.Enter long began) {
    Bridge.call("waited", type, trainer, System.nanoTime() - began);
    Bridge.call("iterated", type, trainer, batches);
  }
}
