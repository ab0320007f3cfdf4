package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.recorder.Notices;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which calls are thought to hang; looked at as often as the test wants. */
class HookWatchTest {

  private static final Object[] CALL = {"hook"};

  private final List<String> said = new ArrayList<>();

  @Test
  void freesAThreadThatWaitsWheneverItIsLookedAt() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    HookWatch watch =
        watching(
            call -> {
              try {
                never.await();
                return "went on";
              } catch (InterruptedException e) {
                return "freed";
              }
            });
    CompletableFuture<Boolean> interruptedAfter = new CompletableFuture<>();
    CompletableFuture<Object> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              result.complete(String.valueOf(watch.apply(CALL)));
              interruptedAfter.complete(Thread.currentThread().isInterrupted());
            },
            "training");
    thread.start();
    await(thread, Thread.State.WAITING);
    look(watch, 9);
    assertThat(result).isNotDone();
    look(watch, 1);
    assertThat(result.get(1, TimeUnit.MINUTES)).isEqualTo("freed");
    assertThat(interruptedAfter.get(1, TimeUnit.MINUTES)).isFalse();
    assertThat(watch.apply(CALL)).as("no other gets there").isNull();
    assertThat(said)
        .containsExactly(
            "recording hung in training; the training goes on and the agent records no more of it");
  }

  @Test
  void letsAThreadGoOnThatCalculatesAndOneThatNeedsALockOfIts() throws Exception {
    Object lock = new Object();
    CountDownLatch began = new CountDownLatch(1);
    CompletableFuture<String> enough = new CompletableFuture<>();
    HookWatch watch =
        watching(
            call -> {
              synchronized (lock) {
                began.countDown();
                while (!enough.isDone()) {
                  Thread.onSpinWait();
                }
                return "counted";
              }
            });
    CompletableFuture<Object> first = new CompletableFuture<>();
    CompletableFuture<Object> second = new CompletableFuture<>();
    new Thread(() -> first.complete(String.valueOf(watch.apply(CALL)))).start();
    assertThat(began.await(1, TimeUnit.MINUTES)).isTrue();
    Thread other = new Thread(() -> second.complete(String.valueOf(watch.apply(CALL))));
    other.start();
    await(other, Thread.State.BLOCKED);
    look(watch, 30);
    enough.complete("enough");
    assertThat(first.get(1, TimeUnit.MINUTES)).isEqualTo("counted");
    assertThat(second.get(1, TimeUnit.MINUTES)).isEqualTo("counted");
    assertThat(said).isEmpty();
  }

  private HookWatch watching(Function<Object[], @Nullable Object> hooks) {
    return new HookWatch(hooks, new Notices(said::add));
  }

  private static void look(HookWatch watch, int times) {
    for (int i = 0; i < times; i++) {
      watch.look();
    }
  }

  private static void await(Thread thread, Thread.State state) {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (thread.getState() != state) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
