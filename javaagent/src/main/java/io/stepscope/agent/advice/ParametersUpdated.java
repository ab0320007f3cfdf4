package io.stepscope.agent.advice;

import io.stepscope.bridge.Bridge;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** DJL updates all parameters, for a trainer or without one. */
public final class ParametersUpdated {

  private ParametersUpdated() {}

  @Advice.OnMethodEnter(suppress = Throwable.class)
  static @Nullable Object enter(@Advice.Origin Class<?> type, @Advice.This Object store) {
    return Bridge.call("updating", type, store, null);
  }

  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
      @Advice.Origin Class<?> type,
      @Advice.This Object store,
      @Advice.Enter @Nullable Object begun,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (thrown != null) {
      Bridge.call("failed", type, store, thrown);
    } else if (begun != null) {
      Bridge.call("ended", type, store, begun);
    }
  }
}
