package io.stepscope.recorder;

/**
 * Marks what a thread prints as nothing to be recorded: it is Stepscope's own, or is being recorded
 * where it was printed first.
 *
 * <p>Thread-safe: the mark is that of the calling thread.
 */
public final class Aside {

  // Of JDK types alone, so that a thread of the program keeps nothing of ours alive.
  private static final ThreadLocal<boolean[]> MARK = new ThreadLocal<>();

  private Aside() {}

  /**
   * Sets the mark.
   *
   * @return whether it was not set; only then is {@link #end} to be called
   */
  public static boolean begin() {
    boolean[] mark = mark();
    if (mark[0]) {
      return false;
    }
    mark[0] = true;
    return true;
  }

  /** Takes the mark away. */
  public static void end() {
    mark()[0] = false;
  }

  private static boolean[] mark() {
    boolean[] mark = MARK.get();
    if (mark == null) {
      // No lambda for the initial value: under the agent, every program would pay for it.
      mark = new boolean[1];
      MARK.set(mark);
    }
    return mark;
  }
}
