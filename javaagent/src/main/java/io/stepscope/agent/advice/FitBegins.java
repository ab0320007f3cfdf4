package io.stepscope.agent.advice;

import io.stepscope.bridge.Bridge;
import java.util.List;
import net.bytebuddy.asm.Advice;

/** SameDiff begins to train, with listeners for this call beside those of the instance. */
public final class FitBegins {

  private FitBegins() {}

  @Advice.OnMethodEnter(suppress = Throwable.class)
  @SuppressWarnings("UnusedVariable") // Woven, the assignment is one to the method's argument.
  static void enter(
      @Advice.Origin Class<?> type,
      @Advice.This Object graph,
      @Advice.Argument(value = 5, readOnly = false) List<?> listeners) {
    Object withOurs = Bridge.call("fit", type, graph, listeners);
    if (withOurs != null) {
      listeners = (List<?>) withOurs;
    }
  }
}
