package io.stepscope.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceResultsTest {

  private static final long SHORT_IDLE = 20;
  private static final long SHORT_END = 50;

  /** What nobody waits for here: a test that had to would run into its own limit. */
  private static final long LONG = 600_000;

  @TempDir Path dir;

  private Recording recording;
  private StepCompletions completions;
  private DeviceResults results;

  @BeforeEach
  void open() throws IOException {
    recording = new Recording(dir);
    completions = new StepCompletions(recording.recorder);
    results = new DeviceResults(recording.recorder, completions, SHORT_IDLE, SHORT_END);
  }

  @AfterEach
  void close() {
    results.end();
    recording.close();
  }

  @Test
  void completesNoStepBeforeItsResultsAreThere() throws Exception {
    Scripted first = new Scripted();
    Scripted other = new Scripted();
    results.add(0, first);
    results.add(0, other);
    completions.nothingMore(0, 0, null);
    completions.nothingMore(1, 0, null);
    first.there = true;
    awaitThat(() -> results.outstanding() == 1);
    assertThat(recording.completeSteps()).isEmpty();
    other.there = true;
    awaitThat(() -> results.outstanding() == 0);
    awaitThat(() -> completeSteps().equals(List.of(0L, 1L)));
    assertThat(first.abandoned.get() + other.abandoned.get()).isZero();
  }

  @Test
  void completesNoStepBeforeThoseOfWorkersAreThere() throws Exception {
    StepCompletions along = completions.ofWorker(recording.recorder.labelled("worker1"));
    DeviceResults ofWorker = new DeviceResults(recording.recorder, along, SHORT_IDLE, SHORT_END);
    Scripted late = new Scripted();
    ofWorker.add(0, late);
    along.nothingMore(0, 0, null);
    completions.nothingMore(0, 0, null);
    assertThat(recording.completeSteps()).isEmpty();
    late.there = true;
    awaitThat(() -> completeSteps().equals(List.of(0L)));
    ofWorker.end();
  }

  @Test
  void doesNotWaitForAWorkerThatStopped() throws Exception {
    StepCompletions along = completions.ofWorker(recording.recorder.labelled("worker1"));
    DeviceResults ofWorker = new DeviceResults(recording.recorder, along, SHORT_IDLE, SHORT_END);
    ofWorker.add(0, new Scripted());
    long most = DeviceResults.MOST_STEPS_BEHIND;
    for (long step = 0; step < most; step++) {
      completions.nothingMore(step, 0, null);
    }
    assertThat(recording.completeSteps()).isEmpty();
    completions.nothingMore(most, 0, null);
    assertThat(recording.completeSteps()).hasSize((int) most + 1).startsWith(0L, 1L);
    ofWorker.end();
  }

  @Test
  void completesStepsInTheirOrderWhicheverResultComesFirst() throws Exception {
    Scripted slow = new Scripted();
    Scripted quick = new Scripted();
    results.add(0, slow);
    completions.nothingMore(0, 0, null);
    results.add(1, quick);
    completions.nothingMore(1, 0, null);
    quick.there = true;
    awaitThat(() -> results.outstanding() == 1);
    assertThat(recording.completeSteps()).isEmpty();
    slow.there = true;
    awaitThat(() -> completeSteps().equals(List.of(0L, 1L)));
  }

  @Test
  void completesAtOnceAStepThatNothingIsToldOf() throws IOException {
    results.add(1, new Scripted());
    completions.nothingMore(0, 0, null);
    assertThat(recording.completeSteps()).containsExactly(0L);
  }

  @Test
  void givesUpWhatIsTooFarBehind() throws Exception {
    Scripted never = new Scripted();
    results.add(0, never);
    List<Long> all = new ArrayList<>();
    for (long step = 0; step < DeviceResults.MOST_STEPS_BEHIND; step++) {
      completions.nothingMore(step, 0, null);
      results.ended(step);
      all.add(step);
    }
    assertThat(recording.completeSteps()).isEmpty();
    results.ended(DeviceResults.MOST_STEPS_BEHIND);
    awaitThat(() -> completeSteps().equals(all)); // It may be asked in this very moment.
    awaitThat(() -> never.abandoned.get() == 1);
    assertThat(results.end()).isEqualTo(1);
    assertThat(never.abandoned).hasValue(1);
  }

  @Test
  void completesNoStepForWhichItIsBeingTold() throws Exception {
    CountDownLatch recording = new CountDownLatch(1);
    Scripted told = new Scripted();
    told.hang = recording;
    told.there = true;
    results.add(0, told);
    completions.nothingMore(0, 0, null);
    awaitThat(() -> told.polls.get() == 1);
    results.ended(DeviceResults.MOST_STEPS_BEHIND);
    assertThat(completeSteps()).as("something still comes").isEmpty();
    recording.countDown();
    awaitThat(() -> completeSteps().equals(List.of(0L)));
    assertThat(results.end()).as("what was told in the end").isZero();
    assertThat(told.abandoned).hasValue(0);
  }

  @Test
  void leavesToWhoAsksWhatIsGivenUpMeanwhile() throws Exception {
    CountDownLatch asking = new CountDownLatch(1);
    Scripted never = new Scripted();
    never.hang = asking;
    results.add(0, never);
    completions.nothingMore(0, 0, null);
    awaitThat(() -> never.polls.get() == 1);
    results.ended(DeviceResults.MOST_STEPS_BEHIND);
    asking.countDown();
    awaitThat(() -> completeSteps().equals(List.of(0L)));
    assertThat(results.end()).isEqualTo(1);
    assertThat(never.abandoned).hasValue(1);
    assertThat(never.polls).as("it is not asked again").hasValue(1);
  }

  @Test
  void awaitsAtTheEndWhatIsBeingTold() throws Exception {
    CountDownLatch recording = new CountDownLatch(1);
    Scripted told = new Scripted();
    told.hang = recording;
    told.there = true;
    results = new DeviceResults(this.recording.recorder, completions, SHORT_IDLE, 0);
    results.add(0, told);
    completions.nothingMore(0, 0, null);
    awaitThat(() -> told.polls.get() == 1);
    Thread ending = new Thread(results::end);
    ending.start();
    awaitThat(() -> ending.getState() == Thread.State.TIMED_WAITING);
    assertThat(completeSteps()).isEmpty();
    recording.countDown();
    ending.join();
    assertThat(completeSteps()).containsExactly(0L);
    assertThat(results.end()).isZero();
  }

  @Test
  void beginsAnotherThreadForOneThatDied() throws Exception {
    List<Thread> begun = new ArrayList<>();
    ThreadFactory threads =
        work -> {
          begun.add(new Thread(begun.isEmpty() ? () -> {} : work, DeviceResults.NAME));
          return begun.get(begun.size() - 1);
        };
    results = new DeviceResults(recording.recorder, completions, LONG, LONG, threads);
    Scripted first = new Scripted();
    first.there = true;
    results.add(0, first);
    begun.get(0).join();
    Scripted next = new Scripted();
    next.there = true;
    results.add(1, next);
    completions.nothingMore(0, 0, null);
    completions.nothingMore(1, 0, null);
    awaitThat(() -> completeSteps().equals(List.of(0L, 1L)));
    assertThat(begun).hasSize(2);
    assertThat(first.polls).as("what the dead one left").hasValue(1);
  }

  @Test
  void asksALastTimeBeforeItGivesUp() throws Exception {
    // Steps may be shorter than the rests between two rounds.
    for (int again = 0; again < 50; again++) {
      Scripted quick = new Scripted();
      quick.there = true;
      results.add(again, quick);
      results.ended(again + DeviceResults.MOST_STEPS_BEHIND);
      assertThat(quick.abandoned).hasValue(0);
    }
    assertThat(results.end()).isZero();
  }

  @Test
  void givesDevicesAMomentAtTheEndAndGivesUpTheRest() throws Exception {
    results = new DeviceResults(recording.recorder, completions, LONG, 500);
    Scripted late = new Scripted();
    Scripted never = new Scripted();
    results.add(0, never);
    results.add(0, late);
    awaitThat(() -> late.polls.get() > 1);
    late.thereAfter = late.polls.get() + 3;
    completions.nothingMore(0, 0, null);
    assertThat(results.end()).isEqualTo(1);
    assertThat(late.abandoned).hasValue(0);
    awaitThat(() -> never.abandoned.get() == 1);
    assertThat(recording.completeSteps()).containsExactly(0L);
    awaitThat(() -> thread() == null);
  }

  @Test
  void doesNotWaitAtTheEndForADeviceThatHangs() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    Scripted hanging = new Scripted();
    hanging.hang = hang;
    results.add(0, hanging);
    completions.nothingMore(0, 0, null);
    awaitThat(() -> hanging.polls.get() == 1);
    assertThat(results.end()).isEqualTo(1);
    assertThat(recording.completeSteps()).containsExactly(0L);
    assertThat(hanging.abandoned).as("while it is asked, by another thread").hasValue(0);
    hang.countDown();
    awaitThat(() -> hanging.abandoned.get() == 1);
    awaitThat(() -> thread() == null);
  }

  @Test
  void takesNothingAfterTheEnd() throws IOException {
    results.end();
    Scripted late = new Scripted();
    results.add(0, late);
    completions.nothingMore(0, 0, null);
    assertThat(late.abandoned).hasValue(1);
    assertThat(late.polls).hasValue(0);
    assertThat(recording.completeSteps()).containsExactly(0L);
  }

  @Test
  void countsOneThatThrowsAndAsksItNoMore() throws Exception {
    Scripted broken = new Scripted();
    broken.fails = true;
    Scripted sound = new Scripted();
    results.add(0, broken);
    results.add(0, sound);
    completions.nothingMore(0, 0, null);
    awaitThat(() -> results.outstanding() == 1);
    sound.there = true;
    awaitThat(() -> completeSteps().equals(List.of(0L)));
    assertThat(broken.polls).hasValue(1);
    assertThat(broken.abandoned).hasValue(1);
    assertThat(recording.recorder.failures()).containsEntry("asking a device for what it did", 1L);
  }

  @Test
  void hasAThreadOnlyWhileSomethingIsOutstanding() throws Exception {
    assertThat(thread()).isNull();
    results.ended(100);
    assertThat(thread()).isNull();
    for (int again = 0; again < 2; again++) {
      Scripted result = new Scripted();
      results.add(0, result);
      Thread asking = Objects.requireNonNull(thread());
      assertThat(asking.isDaemon()).isTrue();
      result.there = true;
      awaitThat(() -> !asking.isAlive());
    }
  }

  @Test
  void inheritsNothingFromTheThreadThatNeedsIt() throws Exception {
    InheritableThreadLocal<String> value = new InheritableThreadLocal<>();
    AtomicInteger inherited = new AtomicInteger();
    ThreadGroup group = new ThreadGroup("of an application");
    Scripted result = new Scripted();
    result.onPoll = () -> inherited.addAndGet(value.get() == null ? 0 : 1);
    Thread user =
        new Thread(
            group,
            () -> {
              value.set("a request");
              results.add(0, result);
            });
    user.setPriority(Thread.MAX_PRIORITY);
    user.start();
    user.join();
    Thread asking = Objects.requireNonNull(thread());
    assertThat(asking.getThreadGroup()).isNotEqualTo(group);
    assertThat(asking.getPriority()).isEqualTo(Thread.MIN_PRIORITY);
    awaitThat(() -> result.polls.get() > 0);
    result.there = true;
    awaitThat(() -> results.outstanding() == 0);
    assertThat(inherited).hasValue(0);
  }

  @Test
  void restsBetweenRounds() throws Exception {
    results = new DeviceResults(recording.recorder, completions, LONG, SHORT_END);
    Scripted never = new Scripted();
    long from = System.nanoTime();
    results.add(0, never);
    awaitThat(() -> never.polls.get() > 5);
    // 5, 10, and 20 ms from then on: however slow this machine is, it is not quicker.
    int polls = never.polls.get();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from);
    assertThat(polls).isLessThanOrEqualTo((int) (millis / 15) + 3);
  }

  private List<Long> completeSteps() {
    try {
      return recording.completeSteps();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static @Nullable Thread thread() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(DeviceResults.NAME) && thread.isAlive())
        .findAny()
        .orElse(null);
  }

  private static void awaitThat(BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("still not so after a minute").isLessThan(until);
      Thread.sleep(1);
    }
  }

  /** There when it is said so. */
  private static final class Scripted implements DeviceResults.Result {
    private final AtomicInteger polls = new AtomicInteger();
    private final AtomicInteger abandoned = new AtomicInteger();
    private volatile boolean there;
    private volatile int thereAfter = Integer.MAX_VALUE;
    private volatile boolean fails;
    private volatile CountDownLatch hang = new CountDownLatch(0);
    private volatile Runnable onPoll = () -> {};

    @Override
    public boolean poll() {
      int poll = polls.incrementAndGet();
      onPoll.run();
      try {
        hang.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      if (fails) {
        throw new IllegalStateException("the device is gone");
      }
      return there || poll >= thereAfter;
    }

    @Override
    public void abandon() {
      abandoned.incrementAndGet();
    }
  }
}
