package io.stepscope.training.testkit;

import io.stepscope.Run;
import io.stepscope.probe.Accelerator;
import io.stepscope.probe.AcceleratorProvider;
import io.stepscope.probe.Availability;
import io.stepscope.probe.DeviceInfo;
import io.stepscope.probe.DeviceKind;
import io.stepscope.probe.DeviceTimer;
import io.stepscope.probe.Readings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;

/**
 * A device that is a thread, which comes to the marks in its queue one after the other. What it
 * says of the time of a mark depends on nothing but its number: so each time that is recorded tells
 * the two marks that it lies between. Frameworks call it their processor.
 *
 * <p>Thread-safe.
 */
public final class ScriptedDevice
    implements Accelerator, AcceleratorProvider, DeviceTimer, AutoCloseable {

  private final String id;
  private final Set<String> aliases;
  private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
  private volatile boolean over;
  private final AtomicInteger marks = new AtomicInteger();
  private final AtomicInteger out = new AtomicInteger();
  private final AtomicInteger closedTwice = new AtomicInteger();

  /** Marks, by number, that cannot be put, are never reached, or are answered by an exception. */
  public volatile IntPredicate nowhere = number -> false;

  public volatile IntPredicate never = number -> false;
  public volatile IntPredicate throwing = number -> false;

  /** Marks, by number, of which giving back fails. */
  public volatile IntPredicate failsClosing = number -> false;

  /** Whether asking for times fails. */
  public volatile boolean broken;

  /** What happens whenever a mark is put. */
  public volatile Runnable onMark = () -> {};

  /** What stream the last mark was put on. */
  public volatile long stream = -1;

  /** One that frameworks call {@code cpu/0}. */
  public ScriptedDevice() {
    this("scripted", Set.of("cpu/0"));
  }

  /** One that frameworks call so. */
  public ScriptedDevice(String id, Set<String> aliases) {
    this.id = id;
    this.aliases = aliases;
    Thread thread = new Thread(this::work, id);
    thread.setDaemon(true);
    thread.start();
  }

  /** Looks for work by itself: to wake a thread may take the training longer than a whole step. */
  private void work() {
    while (!over) {
      Runnable next = queue.poll();
      if (next == null) {
        LockSupport.parkNanos(100_000);
      } else {
        next.run();
      }
    }
  }

  /** Opens it beside a run, which closes it. */
  public Run beside(Run run) throws InterruptedException {
    run.accelerators(this);
    long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    for (String alias : aliases) {
      while (run.accelerator(alias).isEmpty()) {
        if (System.nanoTime() > until) {
          throw new AssertionError(alias + " is not open");
        }
        Thread.sleep(1);
      }
    }
    return run;
  }

  /** Nanoseconds between two marks. */
  public static long between(int from, int to) {
    return time(to) - time(from);
  }

  private static long time(long number) {
    return 1_000 * number * number + number;
  }

  /** How many marks were put, reached or not. */
  public int marks() {
    return marks.get();
  }

  /** How many of them were not given back. */
  public int marksOut() {
    return out.get();
  }

  /** How many were given back more than once. */
  public int marksClosedTwice() {
    return closedTwice.get();
  }

  /** Gives the device other work, behind which marks have to wait. */
  public void occupy(Runnable work) {
    queue.add(work);
  }

  /** Waits until the device has come to all marks so far. */
  public void awaitIdle() {
    CountDownLatch idle = new CountDownLatch(1);
    queue.add(idle::countDown);
    try {
      idle.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Mark mark(long on) {
    int number = marks.getAndIncrement();
    stream = on;
    onMark.run();
    if (throwing.test(number)) {
      throw new IllegalStateException("mark " + number);
    }
    NumberedMark mark = new NumberedMark(number, !nowhere.test(number));
    out.incrementAndGet();
    if (!never.test(number)) {
      queue.add(() -> mark.reached = true);
    }
    return mark;
  }

  @Override
  public OptionalLong nanosBetween(Mark from, Mark to) {
    if (broken) {
      throw new IllegalStateException("the device is gone");
    }
    NumberedMark first = (NumberedMark) from;
    NumberedMark last = (NumberedMark) to;
    if (first.closed.get() > 0 || last.closed.get() > 0) {
      throw new IllegalStateException("a mark is used that was given back");
    }
    return first.reached && last.reached
        ? OptionalLong.of(between(first.number, last.number))
        : OptionalLong.empty();
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public DeviceInfo info() {
    return new DeviceInfo(id, DeviceKind.ACCELERATOR, "Scripted", 1 << 20, Map.of());
  }

  @Override
  public void look(Readings into) {
    into.put("utilization", 0.5);
  }

  @Override
  public Set<String> aliases() {
    return aliases;
  }

  @Override
  public Optional<DeviceTimer> timer() {
    return Optional.of(this);
  }

  @Override
  public Availability availability() {
    return Availability.yes();
  }

  @Override
  public List<Accelerator> devices() {
    return List.of(this);
  }

  /** The run is over, or the test is. */
  @Override
  public void close() {
    over = true;
  }

  private final class NumberedMark implements Mark {
    private final int number;
    private final boolean reachable;
    private final AtomicInteger closed = new AtomicInteger();
    private volatile boolean reached;

    NumberedMark(int number, boolean reachable) {
      this.number = number;
      this.reachable = reachable;
    }

    @Override
    public boolean isReachable() {
      return reachable;
    }

    @Override
    public void close() {
      if (closed.getAndIncrement() == 0) {
        out.decrementAndGet();
      } else {
        closedTwice.incrementAndGet();
      }
      if (failsClosing.test(number)) {
        throw new IllegalStateException("the device keeps mark " + number);
      }
    }
  }
}
