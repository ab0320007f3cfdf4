package io.stepscope.agent.advice;

import io.stepscope.bridge.Bridge;
import java.util.List;
import net.bytebuddy.asm.Advice;

/** A trainer of DJL is there, and has told the listeners of its configuration so. */
public final class TrainerMade {

  private TrainerMade() {}

  @Advice.OnMethodExit(suppress = Throwable.class)
  @SuppressWarnings("UnusedVariable") // Woven, the assignment is one to the field.
  static void exit(
      @Advice.Origin Class<?> type,
      @Advice.This Object trainer,
      @Advice.FieldValue(value = "listeners", readOnly = false) List<?> listeners) {
    Object withOurs = Bridge.call("made", type, trainer, listeners);
    if (withOurs != null) {
      listeners = (List<?>) withOurs;
    }
  }
}
