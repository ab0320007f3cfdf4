package io.stepscope.agent.advice;

import io.stepscope.bridge.Bridge;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** A trainer of DJL calculates predictions to learn from. */
public final class ForwardRuns {

  private ForwardRuns() {}

  @Advice.OnMethodEnter(suppress = Throwable.class)
  static @Nullable Object enter(
      @Advice.Origin Class<?> type, @Advice.This Object trainer, @Advice.Argument(0) Object data) {
    return Bridge.call("forward", type, trainer, data);
  }

  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
      @Advice.Origin Class<?> type,
      @Advice.This Object trainer,
      @Advice.Enter @Nullable Object begun,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (thrown != null) {
      Bridge.call("failed", type, trainer, thrown);
    }
    if (begun != null) {
      Bridge.call("ended", type, trainer, begun);
    }
  }
}
