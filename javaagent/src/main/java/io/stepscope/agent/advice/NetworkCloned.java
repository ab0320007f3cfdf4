package io.stepscope.agent.advice;

import io.stepscope.bridge.Bridge;
import net.bytebuddy.asm.Advice;

/** A copy of a network of Deeplearning4j was made. */
public final class NetworkCloned {

  private NetworkCloned() {}

  @Advice.OnMethodExit(suppress = Throwable.class)
  static void exit(
      @Advice.Origin Class<?> type, @Advice.This Object network, @Advice.Return Object copy) {
    Bridge.call("cloned", type, network, copy);
  }
}
