package io.stepscope.dl4j;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The threads that {@code ParallelWrapper} trains on; the first of them trains the model itself.
 */
final class WorkerThread {

  private static final String NAME = "ParallelWrapper training thread ";
  private static final String FIRST = NAME + 0;
  private static final Pattern NUMBERED = Pattern.compile(NAME + "(\\d+)");

  private WorkerThread() {}

  /** Number of a worker; negative when {@code thread} is none. */
  static int numberOf(Thread thread) {
    String name = thread.getName();
    if (!name.startsWith(NAME)) {
      return -1;
    }
    Matcher numbered = NUMBERED.matcher(name);
    return numbered.matches() ? Integer.parseInt(numbered.group(1)) : -1;
  }

  /** Whether the calling thread is one of several that train a model and its copies. */
  static boolean isCurrent() {
    return numberOf(Thread.currentThread()) >= 0;
  }

  /** Whether the calling thread trains a copy. */
  static boolean isCopy() {
    return numberOf(Thread.currentThread()) > 0;
  }

  /** The thread that trains the model of {@code observer} as the first of several workers. */
  static @Nullable Thread firstOf(NetworkObserver observer) {
    return LiveThreads.youngest(
        thread -> thread.getName().equals(FIRST) && observer.threads().isUsedBy(thread));
  }
}
