package io.stepscope.agent.advice;

import io.stepscope.bridge.Bridge;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** A trainer of DJL calculated predictions that nothing is learnt from. */
public final class PredictionsMade {

  private PredictionsMade() {}

  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
      @Advice.Origin Class<?> type,
      @Advice.This Object trainer,
      @Advice.Return @Nullable Object predictions,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (thrown != null) {
      Bridge.call("failed", type, trainer, thrown);
    } else {
      Bridge.call("predicted", type, trainer, predictions);
    }
  }
}
