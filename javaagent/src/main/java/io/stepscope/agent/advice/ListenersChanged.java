package io.stepscope.agent.advice;

import io.stepscope.bridge.Bridge;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** A network of Deeplearning4j gets other listeners in the place of those it had. */
public final class ListenersChanged {

  private ListenersChanged() {}

  @Advice.OnMethodEnter(suppress = Throwable.class)
  static @Nullable Object enter(@Advice.Origin Class<?> type, @Advice.This Object network) {
    return Bridge.call("ours", type, network, null);
  }

  @Advice.OnMethodExit(suppress = Throwable.class)
  static void exit(
      @Advice.Origin Class<?> type,
      @Advice.This Object network,
      @Advice.Enter @Nullable Object ours) {
    Bridge.call("ready", type, network, ours);
  }
}
