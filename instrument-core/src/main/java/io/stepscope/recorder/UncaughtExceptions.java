package io.stepscope.recorder;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells runs of exceptions that ended the threads they began on.
 *
 * <p>The agent hears of every such exception, whoever handles it, and passes it on here. Without it
 * this is the process's default handler while a run goes on, unless the program has one, which is
 * left alone. It then prints what the JVM would print. Thread-safe.
 */
public final class UncaughtExceptions implements Thread.UncaughtExceptionHandler {

  private static final UncaughtExceptions HANDLER = new UncaughtExceptions();

  private final Map<Consumer<Throwable>, WeakReference<Thread>> watched = new ConcurrentHashMap<>();
  private volatile boolean heardByAgent;

  private UncaughtExceptions() {}

  /** The agent will tell of all of them: from now on no handler is set. */
  public static void heardByAgent() {
    HANDLER.heardByAgent = true;
  }

  /** {@code cause} is about to end {@code thread}. */
  public static void end(Thread thread, Throwable cause) {
    if (cause instanceof OutOfMemoryError) {
      MemoryReserve.release(); // Before anything else, which would need some.
    }
    HANDLER.watched.forEach(
        (who, its) -> {
          if (its.get() == thread) {
            who.accept(cause);
          }
        });
  }

  /** Tells {@code who} if an exception ends {@code thread}, and of no other thread any more. */
  public static void watch(Thread thread, Consumer<Throwable> who) {
    synchronized (HANDLER) {
      HANDLER.watched.put(who, new WeakReference<>(thread));
      if (!HANDLER.heardByAgent && Thread.getDefaultUncaughtExceptionHandler() == null) {
        Thread.setDefaultUncaughtExceptionHandler(HANDLER);
      }
    }
  }

  /** Tells {@code who} no more. */
  public static void forget(Consumer<Throwable> who) {
    synchronized (HANDLER) {
      HANDLER.watched.remove(who);
      if (HANDLER.watched.isEmpty() && Thread.getDefaultUncaughtExceptionHandler() == HANDLER) {
        Thread.setDefaultUncaughtExceptionHandler(null);
      }
    }
  }

  @Override
  public void uncaughtException(Thread thread, Throwable cause) {
    end(thread, cause);
    if (Thread.getDefaultUncaughtExceptionHandler() == this) {
      print(thread, cause);
    }
    // Otherwise the program's own handler was told first, and asked this one as the one before it.
  }

  /** As {@link ThreadGroup#uncaughtException} does where there is no default handler. */
  @SuppressWarnings("SystemOut") // It is the program's exception.
  private static void print(Thread thread, @Nullable Throwable cause) {
    if (cause == null || isQuiet(cause)) {
      return;
    }
    System.err.print("Exception in thread \"" + thread.getName() + "\" ");
    cause.printStackTrace(System.err);
  }

  /** Before JDK 19 one kind was not printed; by name, since it is to be removed. */
  private static boolean isQuiet(Throwable cause) {
    return Runtime.version().feature() < 19
        && cause.getClass().getName().equals("java.lang.ThreadDeath");
  }
}
