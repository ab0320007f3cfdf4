package io.stepscope.agent.advice;

import io.stepscope.bridge.Bridge;
import net.bytebuddy.asm.Advice;

/** From now on DJL collects gradients, for a trainer or without one. */
public final class CollectingBegins {

  private CollectingBegins() {}

  @Advice.OnMethodExit(suppress = Throwable.class)
  static void exit(@Advice.Origin Class<?> type, @Advice.This Object collector) {
    Bridge.call("collecting", type, collector, null);
  }
}
