package io.stepscope.agent.advice;

import io.stepscope.bridge.Bridge;
import net.bytebuddy.asm.Advice;

/** DJL gave out a batch. */
public final class DataTaken {

  private DataTaken() {}

  @Advice.OnMethodEnter(suppress = Throwable.class)
  static long enter() {
    return System.nanoTime();
  }

  @Advice.OnMethodExit(suppress = Throwable.class)
  static void exit(
      @Advice.Origin Class<?> type, @Advice.Return Object batch, @Advice.Enter long began) {
    Bridge.call("batch", type, batch, System.nanoTime() - began);
  }
}
