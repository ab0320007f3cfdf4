package io.stepscope.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.event.Scalar;
import io.stepscope.event.StepComplete;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalThreadsTest {
  private static final int EVENTS = 30_000;

  @TempDir Path folder;

  @Test
  void everyThreadKeepsItsOrder() throws Exception {
    int threads = 4;
    try (JournalWriter journal = Journals.open(folder)) {
      inThreads(threads, thread -> write(journal, "thread/" + thread, EVENTS));
      assertThat(journal.trouble()).isEmpty();
    }

    Order order = new Order();
    Journals.readAll(folder).forEach(order::event);
    order.assertComplete(threads, EVENTS);
  }

  @Test
  void plainFileWritesKeepTheOrderToo() throws Exception {
    int threads = 3;
    try (JournalWriter journal = Journals.openPlain(folder)) {
      inThreads(threads, thread -> write(journal, "thread/" + thread, 3_000));
    }

    Order order = new Order();
    Journals.readAll(folder).forEach(order::event);
    order.assertComplete(threads, 3_000);
  }

  @Test
  void aFollowerAtTheSameTimeGetsEveryEventOnceAndInOrder() throws Exception {
    int threads = 3;
    Order order = new Order();
    try (JournalWriter journal = Journals.open(folder)) {
      CountDownLatch written = new CountDownLatch(threads);
      Thread reader = new Thread(() -> followUntil(written, order));
      reader.start();
      inThreads(
          threads,
          thread -> {
            write(journal, "thread/" + thread, EVENTS);
            written.countDown();
          });
      reader.join();
    }
    order.assertComplete(threads, EVENTS);
  }

  @Test
  void aFollowerRestartsAtEveryFrontier() throws Exception {
    int threads = 3;
    Order order = new Order();
    try (JournalWriter journal = Journals.open(folder)) {
      CountDownLatch written = new CountDownLatch(threads);
      Thread reader = new Thread(() -> followInPieces(written, order));
      reader.start();
      inThreads(
          threads,
          thread -> {
            write(journal, "thread/" + thread, 5_000);
            written.countDown();
          });
      reader.join();
    }
    order.assertComplete(threads, 5_000);
  }

  /** What each thread has recorded when a fence begins comes before the fence. */
  @Test
  void fencesComeAfterAllThatWasRecordedBefore() throws Exception {
    int steps = 2_000;
    List<Event> followed = new ArrayList<>();
    try (JournalWriter journal = Journals.open(folder)) {
      ExecutorService helpers = Executors.newFixedThreadPool(3);
      CountDownLatch written = new CountDownLatch(1);
      Thread reader = new Thread(() -> followUntil(written, followed::add));
      reader.start();
      for (int step = 0; step < steps; step++) {
        List<Future<?>> parts = new ArrayList<>();
        for (int helper = 0; helper < 3; helper++) {
          int name = journal.nameId("helper/" + helper);
          int at = step;
          parts.add(helpers.submit(() -> journal.scalar(name, at, 0, at, (double) at)));
        }
        for (Future<?> part : parts) {
          part.get();
        }
        assertThat(journal.stepComplete(step, 0, step)).isTrue();
      }
      written.countDown();
      reader.join();
      helpers.shutdown();
    }

    assertFenced(followed, steps);
    assertFenced(Journals.readAll(folder), steps);
  }

  @Test
  void aNameDefinedInAHigherLeaseIsFound() throws Exception {
    try (JournalWriter journal = Journals.open(folder);
        JournalFollower follower = JournalFollower.open(folder, "")) {
      write(journal, "first", 1);
      Thread other = new Thread(() -> write(journal, "second", 1));
      other.start();
      other.join();
      write(journal, "second", 1);

      assertThat(Journals.follow(follower))
          .extracting(event -> ((Scalar) event).name())
          .containsExactly("first", "second", "second");
    }

    assertThat(Journals.readAll(folder))
        .extracting(event -> ((Scalar) event).name())
        .containsExactly("first", "second", "second");
  }

  @Test
  void manyNamesSharedByThreadsAreFound() throws Exception {
    try (JournalWriter journal = Journals.open(folder)) {
      inThreads(
          3,
          thread -> {
            for (int i = 0; i < 6_000; i++) {
              int name = (i * 7 + thread) % 2_000;
              journal.scalar(journal.nameId("name/" + name), i, 0, i, (double) name);
            }
          });
    }

    List<Event> followed;
    try (JournalFollower follower = JournalFollower.open(folder, "")) {
      followed = Journals.follow(follower);
    }
    assertThat(followed)
        .hasSize(18_000)
        .allMatch(event -> ((Scalar) event).name().equals("name/" + (int) value(event)));
    assertThat(Journals.readAll(folder)).containsExactlyInAnyOrderElementsOf(followed);
  }

  @Test
  void shortLivedThreadsShareTheRoomOfOne() throws Exception {
    try (JournalWriter journal = Journals.open(folder)) {
      for (int i = 0; i < 1_000; i++) {
        int at = i;
        Thread thread = new Thread(() -> write(journal, "thread/" + at % 7, 1));
        thread.start();
        thread.join();
      }
      assertThat(journal.bytes()).isLessThan(64 * 1_000);
    }
    assertThat(Journals.readAll(folder)).hasSize(1_000);
  }

  private static double value(Event event) {
    return ((Scalar) event).value();
  }

  private static void assertFenced(List<Event> events, int steps) {
    assertThat(events).hasSize(4 * steps);
    long complete = -1;
    Map<Long, Integer> seen = new HashMap<>();
    for (Event event : events) {
      long step = event.stamp().step();
      if (event instanceof StepComplete) {
        complete++;
        assertThat(step).isEqualTo(complete);
        assertThat(seen.remove(step)).isEqualTo(3);
      } else {
        assertThat(step).isGreaterThan(complete);
        seen.merge(step, 1, Integer::sum);
      }
    }
  }

  private static void write(JournalWriter journal, String name, int events) {
    int id = journal.nameId(name);
    for (int i = 0; i < events; i++) {
      journal.scalar(id, i, 0, i, (double) i);
    }
  }

  private void followUntil(CountDownLatch written, JournalHandler handler) {
    try (JournalFollower follower = JournalFollower.open(folder, "")) {
      boolean last = false;
      while (!last) {
        last = written.getCount() == 0;
        while (follower.poll(handler, 10_000) > 0) {
          Thread.onSpinWait();
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void followInPieces(CountDownLatch written, JournalHandler handler) {
    String frontier = "";
    boolean last = false;
    int most = 0;
    try {
      while (true) {
        boolean atEnd = written.getCount() == 0;
        try (JournalFollower follower = JournalFollower.open(folder, frontier)) {
          most = most % 61 + 1;
          int handed = follower.poll(handler, most);
          assertThat(handed).isLessThanOrEqualTo(most);
          frontier = follower.frontier();
          assertThat(frontier).matches("[!-~]+");
          last = atEnd && handed == 0;
        }
        if (last) {
          return;
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private interface Part {
    void run(int thread) throws Exception;
  }

  private static void inThreads(int threads, Part part) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Callable<Boolean>> parts = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int thread = i;
      parts.add(
          () -> {
            part.run(thread);
            return true;
          });
    }
    for (Future<Boolean> done : pool.invokeAll(parts)) {
      done.get();
    }
    pool.shutdown();
  }

  /** Checks that every series counts up without gap. */
  private static final class Order implements JournalHandler {
    private final Map<String, Integer> next = new HashMap<>();

    @Override
    public void event(Event event) {
      Scalar scalar = (Scalar) event;
      int expected = next.getOrDefault(scalar.name(), 0);
      assertThat(scalar.value()).isEqualTo(expected);
      next.put(scalar.name(), expected + 1);
    }

    void assertComplete(int series, int events) {
      assertThat(next).hasSize(series);
      assertThat(next.values()).allMatch(count -> count == events);
    }
  }
}
