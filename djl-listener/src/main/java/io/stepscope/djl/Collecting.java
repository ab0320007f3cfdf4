package io.stepscope.djl;

import ai.djl.engine.Engine;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Whether gradients are being collected: a loss that is evaluated meanwhile is one for backward,
 * any other is somebody's statistics.
 */
final class Collecting {

  private Collecting() {}

  /** How to ask {@code engine}; where it cannot be asked, every evaluation counts. */
  static BooleanSupplier in(Engine engine) {
    try {
      ClassLoader loader = engine.getClass().getClassLoader();
      switch (engine.getEngineName()) {
        case "PyTorch" -> {
          Class<?> collector =
              Class.forName("ai.djl.pytorch.engine.PtGradientCollector", true, loader);
          if (PrivateField.readStatic(collector, "isCollecting") instanceof AtomicBoolean flag) {
            return flag::get;
          }
        }
        case "MXNet" -> {
          Method recording =
              Class.forName("ai.djl.mxnet.engine.MxGradientCollector", true, loader)
                  .getMethod("isRecording");
          return () -> ask(recording);
        }
        default -> {
          // An engine that is not known to train.
        }
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      // Another version of the engine: no worse than an unknown one.
      return () -> true;
    }
    return () -> true;
  }

  private static boolean ask(Method question) {
    try {
      return !Boolean.FALSE.equals(question.invoke(null));
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
