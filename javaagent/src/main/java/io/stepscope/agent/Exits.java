package io.stepscope.agent;

import io.stepscope.agent.advice.ProcessExits;
import io.stepscope.agent.advice.ProcessHalts;
import io.stepscope.recorder.ExitCode;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.function.Function;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

/**
 * Gets to know the code that the program exits with, which the JVM tells nobody: weaves {@link
 * Runtime#exit} and {@link Runtime#halt}. Where that does not work, runs are recorded without it.
 */
final class Exits implements ClassFileTransformer, Function<Object[], @Nullable Object> {

  private static final String RUNTIME = "java.lang.Runtime";

  private static final long PATIENCE_MILLIS = 2_000;

  private final Function<Object[], @Nullable Object> others;

  /** Null once it is done. */
  private volatile @Nullable Thread weaving;

  private Exits(Function<Object[], @Nullable Object> others) {
    this.others = others;
  }

  /**
   * Hears of exits, and leaves all other calls to {@code others}. Weaves on a thread of its own:
   * this is called while the program loads a class, when nothing can be woven.
   */
  static Exits before(
      Function<Object[], @Nullable Object> others, Instrumentation instrumentation) {
    Exits exits = new Exits(others);
    Thread thread = new Thread(() -> exits.weave(instrumentation), "stepscope-exits");
    thread.setDaemon(true);
    thread.setContextClassLoader(Exits.class.getClassLoader());
    exits.weaving = thread;
    thread.start();
    return exits;
  }

  @Override
  public @Nullable Object apply(Object[] call) {
    Thread unfinished = weaving;
    if (unfinished != null) {
      await(unfinished);
    }
    switch ((String) call[0]) {
      case "exits" -> ExitCode.exits((Integer) call[3]);
      case "halts" -> ExitCode.halts((Integer) call[3]);
      default -> {
        return others.apply(call);
      }
    }
    return null;
  }

  /** A short training may be over before it is woven. */
  private void await(Thread unfinished) {
    try {
      unfinished.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    weaving = null;
  }

  private void weave(Instrumentation instrumentation) {
    try {
      instrumentation.addTransformer(this, true);
      instrumentation.retransformClasses(Runtime.class);
    } catch (Exception | LinkageError e) {
      // The status of a run then tells less; there is nobody whom that would help now.
      instrumentation.removeTransformer(this);
    }
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String type,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (redefined != Runtime.class) {
      return null;
    }
    try {
      return woven(bytes);
    } catch (RuntimeException | LinkageError e) {
      return null;
    }
  }

  private static byte[] woven(byte[] bytes) {
    ClassFileLocator locator =
        new ClassFileLocator.Compound(
            ClassFileLocator.Simple.of(RUNTIME, bytes),
            ClassFileLocator.ForClassLoader.ofSystemLoader());
    try (DynamicType.Unloaded<?> made =
        new ByteBuddy()
            .with(TypeValidation.DISABLED)
            .decorate(
                TypePool.Default.WithLazyResolution.of(locator).describe(RUNTIME).resolve(),
                locator)
            .visit(
                Advice.to(ProcessExits.class)
                    .on(
                        ElementMatchers.named("exit")
                            .and(ElementMatchers.takesArguments(int.class))))
            .visit(
                Advice.to(ProcessHalts.class)
                    .on(
                        ElementMatchers.named("halt")
                            .and(ElementMatchers.takesArguments(int.class))))
            .make()) {
      return made.getBytes();
    }
  }
}
