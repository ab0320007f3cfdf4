package io.stepscope.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BackgroundThreadTest {

  private static final InheritableThreadLocal<String> VALUE = new InheritableThreadLocal<>();

  @Test
  void nothingOfTheThreadThatMakesItIsInIt() throws Exception {
    CompletableFuture<String> seen = new CompletableFuture<>();
    CompletableFuture<ThreadGroup> group = new CompletableFuture<>();
    CompletableFuture<Thread> made = new CompletableFuture<>();
    ThreadGroup theirs = new ThreadGroup("theirs");
    Thread maker =
        new Thread(
            theirs,
            () -> {
              VALUE.set("of the program");
              Thread.currentThread().setPriority(Thread.MIN_PRIORITY);
              Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
              Thread thread =
                  BackgroundThread.of(() -> seen.complete(String.valueOf(VALUE.get())), "ours");
              group.complete(thread.getThreadGroup());
              made.complete(thread);
              thread.start();
            });
    maker.start();
    Thread thread = made.get();
    assertThat(seen.get()).isEqualTo("null");
    assertThat(group.get().getParent()).isNull();
    assertThat(thread.getName()).isEqualTo("ours");
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getPriority()).isEqualTo(Thread.NORM_PRIORITY);
    assertThat(thread.getContextClassLoader()).isSameAs(BackgroundThread.class.getClassLoader());
  }
}
