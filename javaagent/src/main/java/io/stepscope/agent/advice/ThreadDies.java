package io.stepscope.agent.advice;

import io.stepscope.bridge.Bridge;
import net.bytebuddy.asm.Advice;

/** An exception that nobody catches ends a thread, and is about to be handled. */
public final class ThreadDies {

  private ThreadDies() {}

  @Advice.OnMethodEnter(suppress = Throwable.class)
  static void enter(
      @Advice.Origin Class<?> type,
      @Advice.Argument(0) Object thread,
      @Advice.Argument(1) Throwable cause) {
    Bridge.call("dies", type, thread, cause);
  }
}
