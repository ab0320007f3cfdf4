package io.stepscope.agent.advice;

import io.stepscope.bridge.Bridge;
import net.bytebuddy.asm.Advice;

/** An array is given to {@code GradientCollector.backward} of DJL. */
public final class BackwardBegins {

  private BackwardBegins() {}

  @Advice.OnMethodEnter(suppress = Throwable.class)
  static void enter(
      @Advice.Origin Class<?> type,
      @Advice.This Object collector,
      @Advice.Argument(0) Object array) {
    Bridge.call("backward", type, collector, array);
  }
}
