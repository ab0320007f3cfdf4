package io.stepscope.agent.advice;

import io.stepscope.bridge.Bridge;
import net.bytebuddy.asm.Advice;

/** The process exits: the program called {@code System.exit}, and nobody objected. */
public final class ProcessExits {

  private ProcessExits() {}

  @Advice.OnMethodEnter(suppress = Throwable.class)
  static void enter(@Advice.Origin Class<?> type, @Advice.Argument(0) int code) {
    Bridge.call("exits", type, null, code);
  }
}
