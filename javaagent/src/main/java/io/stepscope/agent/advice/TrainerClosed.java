package io.stepscope.agent.advice;

import io.stepscope.bridge.Bridge;
import net.bytebuddy.asm.Advice;

/** A trainer of DJL is about to be closed. */
public final class TrainerClosed {

  private TrainerClosed() {}

  @Advice.OnMethodEnter(suppress = Throwable.class)
  static void enter(@Advice.Origin Class<?> type, @Advice.This Object trainer) {
    Bridge.call("closed", type, trainer, null);
  }
}
