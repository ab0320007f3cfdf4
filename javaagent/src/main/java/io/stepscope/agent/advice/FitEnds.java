package io.stepscope.agent.advice;

import io.stepscope.bridge.Bridge;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** {@code EasyTrain.fit} ends, be it by an exception. */
public final class FitEnds {

  private FitEnds() {}

  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
      @Advice.Origin Class<?> type,
      @Advice.Argument(0) @Nullable Object trainer,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (thrown != null) {
      Bridge.call("thrown", type, trainer, thrown);
    }
  }
}
