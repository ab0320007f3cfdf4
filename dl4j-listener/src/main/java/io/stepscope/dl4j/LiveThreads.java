package io.stepscope.dl4j;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The threads of the process, to find those that the framework tells nobody of. */
final class LiveThreads {

  private LiveThreads() {}

  /** The one of those that {@code wanted} takes that was made last; null when there is none. */
  static @Nullable Thread youngest(Predicate<Thread> wanted) {
    Thread youngest = null;
    for (Thread thread : all()) {
      if (wanted.test(thread) && (youngest == null || thread.getId() > youngest.getId())) {
        youngest = thread;
      }
    }
    return youngest;
  }

  /** Without their stacks, which would stop them all for a moment. */
  private static Thread[] all() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group != null && group.getParent() != null) {
      group = group.getParent();
    }
    if (group == null) {
      return new Thread[0];
    }
    Thread[] found = new Thread[group.activeCount() * 2 + 16];
    Thread[] all = new Thread[group.enumerate(found)];
    System.arraycopy(found, 0, all, 0, all.length);
    return all;
  }
}
