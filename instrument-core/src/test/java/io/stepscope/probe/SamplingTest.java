package io.stepscope.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.event.Params;
import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import io.stepscope.journal.JournalOptions;
import io.stepscope.journal.JournalReader;
import io.stepscope.journal.JournalWriter;
import io.stepscope.recorder.Notices;
import io.stepscope.recorder.Recorder;
import io.stepscope.redaction.Redaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SamplingTest {
  private static final Duration OFTEN = Duration.ofMillis(20);
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Sampling.Limits LIMITS =
      new Sampling.Limits(Duration.ofMillis(50), Duration.ofHours(1), Duration.ofSeconds(20));

  /** On a machine with other work, everything may seem to hang by these. */
  private static final Sampling.Limits IMPATIENT =
      new Sampling.Limits(Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofSeconds(20));

  @TempDir private Path dir;
  private final Queue<String> said = new ConcurrentLinkedQueue<>();
  private final AtomicLong micros = new AtomicLong(1_000);
  private JournalWriter journal;
  private Recorder recorder;

  @BeforeEach
  void open() throws IOException {
    journal = JournalWriter.open(dir, "r1", 0, JournalOptions.defaults());
    recorder =
        new Recorder(
            journal,
            "r1",
            0,
            micros::incrementAndGet,
            new Notices(said::add),
            Redaction.withoutValues(),
            params -> {});
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @Test
  void looksAtTheStartAndAtTheEndAtTheStepsTheseFallInto() throws Exception {
    Counting probe = new Counting("host");
    recorder.openStep(3);
    Sampling sampling = new Sampling(recorder, NEVER, LIMITS);
    sampling.open(() -> opened(probe));
    until(() -> probe.looks.get() == 1 && recordedOf("host/looks").size() == 1);
    recorder.openStep(9);

    sampling.close();

    List<Scalar> looks = recordedOf("host/looks");
    assertThat(looks).extracting(Scalar::value).containsExactly(1.0, 2.0);
    assertThat(looks).extracting(look -> look.stamp().step()).containsExactly(3L, 9L);
    assertThat(looks.get(0).stamp().timeMicros()).isLessThan(looks.get(1).stamp().timeMicros());
    assertThat(recorded(Params.class))
        .singleElement()
        .satisfies(
            params -> {
              assertThat(params.group()).isEqualTo(Params.Group.ENVIRONMENT);
              assertThat(params.values()).containsEntry("host.is", "there");
            });
    assertThat(probe.closed.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void looksBeforeTheFirstStepHaveNone() throws Exception {
    Counting probe = new Counting("host");
    try (Sampling sampling = new Sampling(recorder, NEVER, LIMITS)) {
      sampling.open(() -> opened(probe));
      until(() -> recordedOf("host/looks").size() == 1);
    }
    assertThat(recordedOf("host/looks").get(0).stamp().step()).isEqualTo(Stamp.NONE);
  }

  @Test
  void aProbeThatHangsIsSaidOnceAndStopsNobody() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    Probe hanging =
        new Probe() {
          @Override
          public String name() {
            return "stuck";
          }

          @Override
          public void look(Readings out) throws Exception {
            released.await();
          }
        };
    Counting other = new Counting("other");
    try (Sampling sampling = new Sampling(recorder, OFTEN, IMPATIENT)) {
      sampling.open(() -> opened(hanging, other));

      until(() -> recorder.failures().containsKey("waiting for probe stuck"));
      long before = other.looks.get();
      until(() -> other.looks.get() > before + 5);
    }

    assertThat(recorder.failures()).containsEntry("waiting for probe stuck", 1L);
    assertThat(said)
        .filteredOn(line -> line.contains("stuck"))
        .singleElement()
        .asString()
        .contains("the other probes go on");
  }

  @Test
  void whatASlowProbeFindsIsStillRecorded() throws Exception {
    CountDownLatch slowly = new CountDownLatch(1);
    Counting other = new Counting("other");
    Probe slow =
        new Probe() {
          @Override
          public String name() {
            return "slow";
          }

          @Override
          public void look(Readings out) throws Exception {
            slowly.await();
            out.put("slow/value", 7);
          }
        };
    try (Sampling sampling = new Sampling(recorder, OFTEN, LIMITS)) {
      sampling.open(() -> opened(slow, other));
      until(() -> other.looks.get() > 5);

      slowly.countDown();

      until(() -> !recordedOf("slow/value").isEmpty());
    }
    assertThat(recordedOf("slow/value").get(0).value()).isEqualTo(7);
  }

  @Test
  void aProbeThatFailsIsCountedSaidOnceAndAskedLessOften() throws Exception {
    AtomicLong tries = new AtomicLong();
    Probe failing =
        new Probe() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public void look(Readings out) throws IOException {
            out.put("broken/half", 1);
            tries.incrementAndGet();
            throw new IOException("no such device");
          }
        };
    Counting other = new Counting("other");
    try (Sampling sampling = new Sampling(recorder, OFTEN, LIMITS)) {
      sampling.open(() -> opened(failing, other));
      until(() -> other.looks.get() > 40);
    }

    assertThat(tries.get()).isBetween(3L, other.looks.get() / 2);
    assertThat(recorder.failures()).containsEntry("looking at broken", tries.get());
    assertThat(said).singleElement().asString().contains("no such device");
  }

  @Test
  void whatIsFoundAfterTheEndIsNotRecorded() throws Exception {
    CountDownLatch looking = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    Probe late =
        new Probe() {
          @Override
          public String name() {
            return "late";
          }

          @Override
          public void look(Readings out) {
            looking.countDown();
            awaitAsNativeCode(ended);
            out.put("late/value", 1);
            over.countDown();
          }
        };
    Sampling sampling = new Sampling(recorder, NEVER, LIMITS);
    sampling.open(() -> opened(late));
    assertThat(looking.await(20, TimeUnit.SECONDS)).isTrue();

    sampling.close();
    ended.countDown();

    assertThat(over.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(recorded(Scalar.class)).isEmpty();
  }

  @Test
  void aProbeThatComesInTheMomentOfTheEndIsClosed() throws Exception {
    Sampling.Limits limits =
        new Sampling.Limits(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofMillis(50));
    Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    CountDownLatch looking = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    Counting late = new Counting("late");
    Probe slow =
        new Probe() {
          @Override
          public String name() {
            return "slow";
          }

          @Override
          public void look(Readings out) {
            looking.countDown();
            awaitAsNativeCode(ended);
          }
        };
    Sampling sampling =
        new Sampling(
            recorder,
            NEVER,
            limits,
            task -> {
              Thread thread = new Thread(task);
              thread.setDaemon(true);
              threads.add(thread);
              return thread;
            });
    sampling.open(() -> opened(slow));
    assertThat(looking.await(20, TimeUnit.SECONDS)).isTrue();
    Queue<Thread> before = new ConcurrentLinkedQueue<>(threads);
    CountDownLatch opening = new CountDownLatch(1);
    sampling.open(
        () -> {
          opening.countDown();
          return List.of(new Opened(List.of(late), closed::countDown));
        });
    assertThat(opening.await(20, TimeUnit.SECONDS)).isTrue();
    // Whoever opened it has ordered it and waits for more, but for the one that looks.
    until(
        () ->
            threads.stream()
                    .filter(thread -> thread.getState() == Thread.State.TIMED_WAITING)
                    .count()
                >= Math.max(threads.size() - 1, before.size()));

    sampling.close();

    assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(late.closed.getCount()).isZero();
    assertThat(late.looks.get()).isZero();
    ended.countDown();
  }

  @Test
  void aLookThatTheEndCutsShortDidNotFail() throws Exception {
    CountDownLatch looking = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    Probe interrupted =
        new Probe() {
          @Override
          public String name() {
            return "cut";
          }

          @Override
          public void look(Readings out) throws IOException {
            looking.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              throw new IOException("cut short", e); // As channels do.
            }
          }
        };
    Sampling.Limits limits =
        new Sampling.Limits(Duration.ofMillis(50), Duration.ofHours(1), Duration.ofMillis(50));
    Sampling sampling = new Sampling(recorder, NEVER, limits);
    sampling.open(() -> List.of(new Opened(List.of(interrupted), closed::countDown)));
    assertThat(looking.await(20, TimeUnit.SECONDS)).isTrue();

    sampling.close();

    assertThat(closed.await(20, TimeUnit.SECONDS)).as("the look is over").isTrue();
    assertThat(recorder.failures()).isEmpty();
    assertThat(said).isEmpty();
  }

  @Test
  void nothingOfTheThreadThatStartsItIsInheritedByThoseThatLook() throws Exception {
    InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
    inherited.set("of the training");
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    Probe looking =
        new Probe() {
          @Override
          public String name() {
            return "thread";
          }

          @Override
          public void look(Readings out) {
            seen.add(
                inherited.get() + " " + Thread.currentThread().getContextClassLoader().getName());
          }
        };
    ClassLoader of = new ClassLoader("the program's", context) {};
    Thread.currentThread().setContextClassLoader(of);
    try (Sampling sampling = new Sampling(recorder, NEVER, LIMITS)) {
      sampling.open(() -> opened(looking));
      until(() -> !seen.isEmpty());
    } finally {
      Thread.currentThread().setContextClassLoader(context);
      inherited.remove();
    }
    assertThat(seen).allMatch(look -> look.equals("null app"));
  }

  @Test
  void whatProbesShareIsLetGoOfAfterTheLastLook() throws Exception {
    CountDownLatch looking = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Queue<String> happened = new ConcurrentLinkedQueue<>();
    Counting idle = new Counting("idle");
    Probe busy =
        new Probe() {
          @Override
          public String name() {
            return "busy";
          }

          @Override
          public void look(Readings out) {
            looking.countDown();
            awaitAsNativeCode(ended);
            happened.add("looked");
          }
        };
    CountDownLatch otherClosed = new CountDownLatch(1);
    Sampling sampling = new Sampling(recorder, NEVER, LIMITS);
    sampling.open(
        () ->
            List.of(
                new Opened(List.of(busy, idle), () -> happened.add("closed")),
                new Opened(List.of(new Counting("other")), otherClosed::countDown)));
    assertThat(looking.await(20, TimeUnit.SECONDS)).isTrue();
    until(() -> recordedOf("other/looks").size() == 1);

    sampling.close();

    assertThat(otherClosed.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(idle.closed.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(happened).isEmpty();

    ended.countDown();
    until(() -> happened.size() == 2);
    assertThat(happened).containsExactly("looked", "closed");
  }

  @Test
  void whatHasNothingToLookAtIsLetGoOfAtOnce() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (Sampling sampling = new Sampling(recorder, NEVER, LIMITS)) {
      sampling.open(() -> List.of(new Opened(List.of(), closed::countDown)));
      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aSystemWithoutThreadsIsCountedAndGoesOnWithoutProbes() {
    Sampling sampling =
        new Sampling(
            recorder,
            NEVER,
            LIMITS,
            task -> {
              throw new OutOfMemoryError("unable to create native thread");
            });
    sampling.open(() -> opened(new Counting("host")));
    sampling.close();

    assertThat(recorder.failures()).containsEntry("finding a thread for a probe", 1L);
    assertThat(said).singleElement().asString().contains("unable to create native thread");
  }

  @Test
  void openingThatFailsIsCounted() throws Exception {
    try (Sampling sampling = new Sampling(recorder, NEVER, LIMITS)) {
      sampling.open(
          () -> {
            throw new UnsatisfiedLinkError("no library");
          });
      until(() -> recorder.failures().containsKey("opening probes"));
    }
  }

  @Test
  void numbersTheDevicesOfAllProvidersEachOnce() throws Exception {
    Accelerators accelerators = new Accelerators(recorder);
    Sampling sampling = new Sampling(recorder, NEVER, LIMITS);
    sampling.open(
        () ->
            accelerators.open(
                List.of(
                    new Devices("plain", 0, "gpu-b", "gpu-a"),
                    new Devices("better", 1, "gpu-a"),
                    new Devices("absent", 5))));
    until(() -> recordedOf("gpu/1/utilization").size() == 1);
    sampling.close();

    // The provider of higher priority has device a, and the other only b.
    assertThat(recordedOf("gpu/0/utilization").get(0).value()).isEqualTo(1);
    assertThat(recordedOf("gpu/1/utilization").get(0).value()).isEqualTo(0);
    assertThat(recordedOf("gpu/2/utilization")).isEmpty();
    assertThat(recorded(Params.class))
        .anySatisfy(
            params ->
                assertThat(params.values())
                    .containsEntry("gpu.0.id", "gpu-a")
                    .containsEntry("gpu.0.memory_bytes", 16L << 30));
  }

  private record Devices(String id, int priority, String... ids) implements AcceleratorProvider {
    @Override
    public Availability availability() {
      return ids.length == 0 ? Availability.no("no device") : Availability.yes();
    }

    @Override
    public List<Accelerator> devices() {
      List<Accelerator> all = new ArrayList<>();
      for (String device : ids) {
        all.add(
            new Accelerator() {
              @Override
              public DeviceInfo info() {
                return new DeviceInfo(device, DeviceKind.GPU, "a model", 16L << 30, Map.of());
              }

              @Override
              public void look(Readings out) {
                out.put("utilization", priority());
                out.put("temperature", Double.NaN);
              }
            });
      }
      return all;
    }
  }

  private static final class Counting implements Probe {
    private final String name;
    private final AtomicLong looks = new AtomicLong();
    private final CountDownLatch closed = new CountDownLatch(1);

    Counting(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Map<String, ?> facts() {
      return Map.of(name + ".is", "there");
    }

    @Override
    public void look(Readings out) {
      out.put(name + "/looks", looks.incrementAndGet());
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  private static List<Opened> opened(Probe... probes) {
    return List.of(new Opened(List.of(probes), () -> {}));
  }

  /** Goes on when it is interrupted. */
  private static void awaitAsNativeCode(CountDownLatch ended) {
    boolean waiting = true;
    while (waiting) {
      try {
        waiting = !ended.await(20, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        waiting = ended.getCount() > 0;
      }
    }
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time limit").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  private List<Scalar> recordedOf(String name) {
    return recorded(Scalar.class).stream().filter(scalar -> scalar.name().equals(name)).toList();
  }

  private <E extends Event> List<E> recorded(Class<E> type) {
    List<Event> events = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(dir)) {
      reader.readAll(events::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
