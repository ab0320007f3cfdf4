package io.stepscope.launcher;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the classes of frameworks that are to be woven. Only when the first of them is loaded,
 * the isolated part of the jar is opened and weaves it.
 *
 * <p>Sees every class that the program loads, on the thread that loads it: looks a name up and
 * nothing more.
 */
final class FrameworkWatch implements ClassFileTransformer {

  /** Names as class files have them. */
  static final Set<String> CLASSES =
      Collections.unmodifiableSet(
          new HashSet<>(
              Arrays.asList(
                  "ai/djl/training/Trainer",
                  "ai/djl/pytorch/engine/PtGradientCollector",
                  "ai/djl/mxnet/engine/MxGradientCollector",
                  "org/deeplearning4j/nn/multilayer/MultiLayerNetwork",
                  "org/deeplearning4j/nn/graph/ComputationGraph",
                  "org/deeplearning4j/earlystopping/trainer/BaseEarlyStoppingTrainer",
                  "org/deeplearning4j/parallelism/trainer/DefaultTrainer",
                  "org/nd4j/autodiff/samediff/SameDiff")));

  private static final String AGENT = "io.stepscope.agent.AgentStart";

  private final String arguments;
  private final Instrumentation instrumentation;
  private boolean started;
  private @Nullable ClassFileTransformer weaver;

  FrameworkWatch(String arguments, Instrumentation instrumentation) {
    this.arguments = arguments;
    this.instrumentation = instrumentation;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable Module module,
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (name == null || loader == null || !CLASSES.contains(name)) {
      return null;
    }
    try {
      ClassFileTransformer present = weaver();
      return present == null
          ? null
          : present.transform(module, loader, name, redefined, domain, bytes);
    } catch (Throwable t) {
      complain(t);
      return null;
    }
  }

  /** Weaves what the program has loaded before. */
  void weaveLoaded() throws Exception {
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (CLASSES.contains(loaded.getName().replace('.', '/'))
          && instrumentation.isModifiableClass(loaded)) {
        instrumentation.retransformClasses(loaded);
      }
    }
  }

  /** The weaver; null when there is nothing to be recorded. */
  private synchronized @Nullable ClassFileTransformer weaver() throws Throwable {
    if (!started) {
      started = true;
      try {
        weaver =
            (ClassFileTransformer)
                Class.forName(AGENT, true, StepscopeLauncher.isolatedLoader())
                    .getMethod("start", String.class, Instrumentation.class)
                    .invoke(null, arguments, instrumentation);
      } catch (InvocationTargetException e) {
        throw e.getCause() == null ? e : e.getCause();
      } finally {
        if (weaver == null) {
          instrumentation.removeTransformer(this);
        }
      }
    }
    return weaver;
  }

  @SuppressWarnings("SystemOut") // Standard error is the one place where Stepscope speaks.
  private static void complain(Throwable t) {
    System.err.println("stepscope: the agent cannot record this training (" + t + "); it goes on");
  }
}
