package io.stepscope.recorder;

/**
 * Marks what a thread prints as nothing to be recorded: it is Stepscope's own, or is being recorded
 * where it was printed first.
 *
 * <p>Thread-safe: the mark is that of the calling thread.
 */
public final class Aside {

  // Of JDK types alone, so that a thread of the program keeps nothing of ours alive.
  private static final ThreadLocal<boolean[]> MARK = ThreadLocal.withInitial(() -> new boolean[1]);

  private Aside() {}

  /**
   * Sets the mark.
   *
   * @return whether it was not set; only then is {@link #end} to be called
   */
  public static boolean begin() {
    boolean[] mark = MARK.get();
    if (mark[0]) {
      return false;
    }
    mark[0] = true;
    return true;
  }

  /** Takes the mark away. */
  public static void end() {
    MARK.get()[0] = false;
  }
}
