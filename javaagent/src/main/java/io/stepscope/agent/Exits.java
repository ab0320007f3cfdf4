package io.stepscope.agent;

import io.stepscope.agent.advice.ProcessExits;
import io.stepscope.agent.advice.ProcessHalts;
import io.stepscope.agent.advice.ThreadDies;
import io.stepscope.recorder.BackgroundThread;
import io.stepscope.recorder.ExitCode;
import io.stepscope.recorder.UncaughtExceptions;
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
 * Gets to know what the JVM tells nobody: the code that the process exits or halts with, and the
 * exceptions that end threads. Weaves the JDK's own methods for that: {@code Shutdown.exit}, which
 * {@link Runtime#exit} calls once nobody objects, {@link Runtime#halt}, and {@link
 * ThreadGroup#uncaughtException}, which handles what no thread handles itself, before the program's
 * default handler does. Where that does not work, runs are recorded without it.
 *
 * <p>Not {@link Thread}: of a class that changes while its methods run, the JVM no longer knows the
 * lines, which the program may print.
 */
final class Exits implements ClassFileTransformer, Function<Object[], @Nullable Object> {

  private static final String RUNTIME = "java.lang.Runtime";
  private static final String SHUTDOWN = "java.lang.Shutdown";
  private static final String GROUP = "java.lang.ThreadGroup";

  private static final long PATIENCE_MILLIS = 2_000;

  private final Function<Object[], @Nullable Object> others;

  /** Null once it is done. */
  private volatile @Nullable Thread weaving;

  /** Whether the class that is being woven was changed. */
  private volatile boolean woven;

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
    Thread thread = BackgroundThread.of(() -> exits.weave(instrumentation), "stepscope-exits");
    exits.weaving = thread;
    thread.start();
    return exits;
  }

  @Override
  public @Nullable Object apply(Object[] call) {
    switch ((String) call[0]) {
      case "exits" -> ExitCode.exits((Integer) call[3]);
      case "halts" -> ExitCode.halts((Integer) call[3]);
      case "dies" -> UncaughtExceptions.end((Thread) call[2], (Throwable) call[3]);
      default -> {
        Thread unfinished = weaving;
        if (unfinished != null) {
          await(unfinished);
        }
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
    // It stays: what is woven is woven again when another agent changes these classes.
    instrumentation.addTransformer(this, true);
    weave(instrumentation, SHUTDOWN);
    weave(instrumentation, RUNTIME);
    if (weave(instrumentation, GROUP)) {
      UncaughtExceptions.heardByAgent();
    }
  }

  /** Whether it worked; if not, the status of a run tells less, and nobody is helped by a line. */
  private boolean weave(Instrumentation instrumentation, String type) {
    woven = false;
    try {
      instrumentation.retransformClasses(Class.forName(type, false, null));
      return woven;
    } catch (Exception | LinkageError e) {
      return false;
    }
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String type,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (redefined == null || loader != null) {
      return null;
    }
    try {
      switch (redefined.getName()) {
        case SHUTDOWN -> {
          return changed(SHUTDOWN, bytes, ProcessExits.class, "exit", int.class);
        }
        case RUNTIME -> {
          return changed(RUNTIME, bytes, ProcessHalts.class, "halt", int.class);
        }
        case GROUP -> {
          return changed(
              GROUP, bytes, ThreadDies.class, "uncaughtException", Thread.class, Throwable.class);
        }
        default -> {
          return null;
        }
      }
    } catch (RuntimeException | LinkageError e) {
      return null;
    }
  }

  private byte @Nullable [] changed(
      String type, byte[] bytes, Class<?> advice, String method, Class<?>... parameters) {
    ClassFileLocator locator =
        new ClassFileLocator.Compound(
            ClassFileLocator.Simple.of(type, bytes),
            ClassFileLocator.ForClassLoader.ofSystemLoader());
    var description = TypePool.Default.WithLazyResolution.of(locator).describe(type).resolve();
    var matcher = ElementMatchers.named(method).and(ElementMatchers.takesArguments(parameters));
    if (description.getDeclaredMethods().filter(matcher).isEmpty()) {
      return null;
    }
    try (DynamicType.Unloaded<?> made =
        new ByteBuddy()
            .with(TypeValidation.DISABLED)
            .decorate(description, locator)
            .visit(Advice.to(advice).on(matcher))
            .make()) {
      woven = true;
      return made.getBytes();
    }
  }
}
