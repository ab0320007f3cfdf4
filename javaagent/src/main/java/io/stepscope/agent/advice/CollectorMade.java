package io.stepscope.agent.advice;

import io.stepscope.bridge.Bridge;
import net.bytebuddy.asm.Advice;

/** A trainer of DJL is about to collect gradients. */
public final class CollectorMade {

  private CollectorMade() {}

  @Advice.OnMethodExit(suppress = Throwable.class)
  static void exit(
      @Advice.Origin Class<?> type, @Advice.This Object trainer, @Advice.Return Object collector) {
    Bridge.call("collector", type, trainer, collector);
  }
}
