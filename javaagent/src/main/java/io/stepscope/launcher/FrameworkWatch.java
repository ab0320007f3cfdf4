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
                  "ai/djl/training/EasyTrain",
                  "ai/djl/pytorch/engine/PtGradientCollector",
                  "ai/djl/mxnet/engine/MxGradientCollector",
                  "org/deeplearning4j/nn/multilayer/MultiLayerNetwork",
                  "org/deeplearning4j/nn/graph/ComputationGraph",
                  "org/deeplearning4j/earlystopping/trainer/BaseEarlyStoppingTrainer",
                  "org/deeplearning4j/parallelism/trainer/DefaultTrainer",
                  "org/nd4j/autodiff/samediff/SameDiff")));

  private static final String AGENT = "io.stepscope.agent.AgentStart";

  private final String arguments;
  private final @Nullable String step;
  private final Instrumentation instrumentation;
  private volatile boolean stepSeen;
  private boolean started;
  private @Nullable ClassFileTransformer weaver;

  /**
   * A watch that is to be added as a transformer.
   *
   * @param arguments of the agent
   * @param step the step method of a loop of the user's own, as {@code package.Class#method}
   */
  FrameworkWatch(String arguments, @Nullable String step, Instrumentation instrumentation) {
    this.arguments = arguments;
    this.step = step;
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
    if (name == null || loader == null || !isWatched(name)) {
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

  private boolean isWatched(String name) {
    if (CLASSES.contains(name)) {
      return true;
    }
    if (!isStepClass(name)) {
      return false;
    }
    stepSeen = true;
    return true;
  }

  private boolean isStepClass(String name) {
    String method = step;
    return method != null
        && method.length() > name.length()
        && method.charAt(name.length()) == '#'
        && method.startsWith(name.replace('/', '.'));
  }

  /** Says, when the program ends, that it never came by the step method that was configured. */
  void sayUnseenStep() {
    if (!stepSeen) {
      StepscopeAgent.say(
          "step="
              + step
              + " was not recorded: the program loaded no such class; it must be"
              + " package.Class#method, of a class that the program uses");
    }
  }

  /** Weaves what the program has loaded before. */
  void weaveLoaded() {
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (isWatched(loaded.getName().replace('.', '/'))
          && instrumentation.isModifiableClass(loaded)) {
        weave(loaded);
      }
    }
  }

  /** One that cannot be woven keeps no other from it. */
  private void weave(Class<?> loaded) {
    try {
      instrumentation.retransformClasses(loaded);
    } catch (Throwable t) {
      StepscopeAgent.say(
          loaded.getName()
              + " cannot be woven ("
              + t
              + "); the agent records less of its training");
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

  private static void complain(Throwable t) {
    StepscopeAgent.say("the agent cannot record this training (" + t + "); it goes on");
  }
}
