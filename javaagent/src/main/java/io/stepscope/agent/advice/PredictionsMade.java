package io.stepscope.agent.advice;

import io.stepscope.bridge.Bridge;
import net.bytebuddy.asm.Advice;

/** A trainer of DJL calculated predictions that nothing is learnt from. */
public final class PredictionsMade {

  private PredictionsMade() {}

  @Advice.OnMethodExit(suppress = Throwable.class)
  static void exit(
      @Advice.Origin Class<?> type,
      @Advice.This Object trainer,
      @Advice.Return Object predictions) {
    Bridge.call("predicted", type, trainer, predictions);
  }
}
