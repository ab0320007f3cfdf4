package io.stepscope.agent.advice;

import io.stepscope.bridge.Bridge;
import net.bytebuddy.asm.Advice;

/** The program calls {@code Runtime.halt}. */
public final class ProcessHalts {

  private ProcessHalts() {}

  @Advice.OnMethodEnter(suppress = Throwable.class)
  static void enter(@Advice.Origin Class<?> type, @Advice.Argument(0) int code) {
    Bridge.call("halts", type, null, code);
  }
}
