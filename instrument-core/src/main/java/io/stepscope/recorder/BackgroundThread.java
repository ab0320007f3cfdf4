package io.stepscope.recorder;

/**
 * Makes threads of our own. They outlive the thread that happens to need them first, which may
 * belong to a web application or a thread pool: so they are in no group of its, and get none of its
 * inheritable values, its context class loader or its priority.
 */
public final class BackgroundThread {

  private BackgroundThread() {}

  /** A daemon thread that is not started yet. */
  public static Thread of(Runnable task, String name) {
    Thread thread = new Thread(topGroup(), task, name, 0, false);
    thread.setDaemon(true);
    thread.setPriority(Thread.NORM_PRIORITY);
    thread.setContextClassLoader(BackgroundThread.class.getClassLoader());
    return thread;
  }

  private static ThreadGroup topGroup() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    try {
      for (ThreadGroup parent = group.getParent(); parent != null; parent = group.getParent()) {
        group = parent;
      }
    } catch (SecurityException e) {
      // As high as this program may go.
      return group;
    }
    return group;
  }
}
