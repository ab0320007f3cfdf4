package io.stepscope.bridge;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Leads from the classes of a program into Stepscope, which they cannot see.
 *
 * <p>Thread-safe. Nothing that goes wrong behind it comes back.
 */
public final class Bridge {

  private static volatile @Nullable Function<Object[], @Nullable Object> receiver;

  private static volatile int wantingDetails;

  /** Room for one more call where the heap is full. */
  private static volatile byte @Nullable [] spare = new byte[64 * 1024];

  private Bridge() {}

  /** From now on {@code newReceiver} hears of every call; its argument is what was called with. */
  public static void leadTo(Function<Object[], @Nullable Object> newReceiver) {
    receiver = newReceiver;
  }

  /**
   * Whether somebody wants to hear of methods that are called many times a step, such as those of
   * layers. Where nobody does, asking this is all that happens there.
   */
  public static boolean isDetailed() {
    return wantingDetails > 0;
  }

  /** Somebody wants to hear of such methods from now on, or no longer; each for itself. */
  public static synchronized void detail(boolean wanted) {
    wantingDetails += wanted ? 1 : -1;
  }

  /**
   * A woven method was reached.
   *
   * @param hook which place in the program this is
   * @param type the class whose code was woven; its loader is the framework's
   * @param self the object whose method it is; null for a static one
   * @param argument what else there is to know; may be null
   * @return what to put in the place of {@code argument}; null for no change
   */
  public static @Nullable Object call(
      String hook, Class<?> type, @Nullable Object self, @Nullable Object argument) {
    Function<Object[], @Nullable Object> to = receiver;
    if (to == null) {
      return null;
    }
    try {
      return to.apply(new Object[] {hook, type, self, argument});
    } catch (OutOfMemoryError e) {
      return hook.equals("dies") && spare != null ? tellAgain(to, type, self, argument) : null;
    } catch (Throwable t) {
      return null; // The receiver says what goes wrong; the program has no part in it.
    }
  }

  /** What ends a thread is told even when it is that there is no memory left to tell it with. */
  private static @Nullable Object tellAgain(
      Function<Object[], @Nullable Object> to,
      Class<?> type,
      @Nullable Object thread,
      @Nullable Object cause) {
    spare = null;
    try {
      return to.apply(new Object[] {"dies", type, thread, cause});
    } catch (Throwable t) {
      return null;
    }
  }
}
