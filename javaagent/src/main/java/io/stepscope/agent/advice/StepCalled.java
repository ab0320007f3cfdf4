package io.stepscope.agent.advice;

import io.stepscope.bridge.Bridge;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** A step of a loop of the user's own: a call of the method that the configuration names. */
public final class StepCalled {

  private StepCalled() {}

  @Advice.OnMethodEnter(suppress = Throwable.class)
  static void enter(
      @Advice.Origin Class<?> type, @Advice.This(optional = true) @Nullable Object self) {
    Bridge.call("stepBegins", type, self, null);
  }

  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
      @Advice.Origin Class<?> type,
      @Advice.This(optional = true) @Nullable Object self,
      @Advice.Thrown @Nullable Throwable thrown) {
    Bridge.call("stepEnds", type, self, thrown);
  }
}
