package io.stepscope.agent.advice;

import io.stepscope.bridge.Bridge;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** An array is given to {@code GradientCollector.backward} of DJL. */
public final class BackwardRuns {

  private BackwardRuns() {}

  @Advice.OnMethodEnter(suppress = Throwable.class)
  static @Nullable Object enter(
      @Advice.Origin Class<?> type,
      @Advice.This Object collector,
      @Advice.Argument(0) Object array) {
    return Bridge.call("backward", type, collector, array);
  }

  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
      @Advice.Origin Class<?> type,
      @Advice.This Object collector,
      @Advice.Enter @Nullable Object begun,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (thrown != null) {
      Bridge.call("failed", type, collector, thrown);
    }
    if (begun != null) {
      Bridge.call("ended", type, collector, begun);
    }
  }
}
