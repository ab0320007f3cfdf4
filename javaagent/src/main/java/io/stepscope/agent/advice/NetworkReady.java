package io.stepscope.agent.advice;

import io.stepscope.bridge.Bridge;
import net.bytebuddy.asm.Advice;

/** A network of Deeplearning4j is initialized, or got more listeners. */
public final class NetworkReady {

  private NetworkReady() {}

  @Advice.OnMethodExit(suppress = Throwable.class)
  static void exit(@Advice.Origin Class<?> type, @Advice.This Object network) {
    Bridge.call("ready", type, network, null);
  }
}
