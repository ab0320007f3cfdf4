package io.stepscope.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The threads of the process, to find those that the framework tells nobody of. */
final class LiveThreads {

  private LiveThreads() {}

  /** The one of those that {@code wanted} takes that was made last; null when there is none. */
  static @Nullable Thread youngest(Predicate<Thread> wanted) {
    Thread youngest = null;
    for (Thread thread : all(wanted)) {
      if (youngest == null || thread.getId() > youngest.getId()) {
        youngest = thread;
      }
    }
    return youngest;
  }

  /** Those that {@code wanted} takes. Without their stacks, which would stop them for a moment. */
  static List<Thread> all(Predicate<Thread> wanted) {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group != null && group.getParent() != null) {
      group = group.getParent();
    }
    List<Thread> all = new ArrayList<>();
    if (group != null) {
      Thread[] found = new Thread[group.activeCount() * 2 + 16];
      int count = group.enumerate(found);
      for (int i = 0; i < count; i++) {
        if (wanted.test(found[i])) {
          all.add(found[i]);
        }
      }
    }
    return all;
  }
}
