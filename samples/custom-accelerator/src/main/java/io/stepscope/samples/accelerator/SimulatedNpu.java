package io.stepscope.samples.accelerator;

import io.stepscope.probe.Accelerator;
import io.stepscope.probe.DeviceInfo;
import io.stepscope.probe.DeviceKind;
import io.stepscope.probe.DeviceTimer;
import io.stepscope.probe.Readings;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A neural processor that is a thread: work is queued and done in order, and it counts what it
 * does. With a real device, {@link #look} would call the vendor's library.
 *
 * <p>Thread-safe.
 */
public final class SimulatedNpu implements Accelerator, DeviceTimer, AutoCloseable {
  private static final long MEMORY = 8L << 30;
  private static final double IDLE_WATTS = 4;
  private static final double BUSY_WATTS = 36;

  private final int number;
  private final ExecutorService queue;
  private final AtomicLong busyNanos = new AtomicLong();
  private final AtomicLong usedBytes = new AtomicLong();
  private volatile boolean unplugged;

  // Of the thread that looks.
  private long lookedNanos = System.nanoTime();
  private long busyBefore;

  /**
   * Plugs one in.
   *
   * @param number of its slot
   */
  public SimulatedNpu(int number) {
    this.number = number;
    queue =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread thread = new Thread(work, "npu-" + number);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Queues work; returns at once. */
  public <T> Future<T> submit(Callable<T> work) {
    return queue.submit(
        () -> {
          long start = System.nanoTime();
          try {
            return work.call();
          } finally {
            busyNanos.addAndGet(System.nanoTime() - start);
          }
        });
  }

  /** Takes memory of the device. */
  public void allocate(long bytes) {
    usedBytes.addAndGet(bytes);
  }

  /** Pulls it out: from now on it answers nothing. */
  public void unplug() {
    unplugged = true;
  }

  @Override
  public DeviceInfo info() {
    return new DeviceInfo(
        "simulated-npu-" + number,
        DeviceKind.NPU,
        "Simulated NPU",
        MEMORY,
        Map.of("vendor", "Stepscope", "driver", "1.0"));
  }

  @Override
  public void look(Readings out) throws IOException {
    if (unplugged) {
      throw new IOException("npu in slot " + number + " does not answer");
    }
    long now = System.nanoTime();
    long busy = busyNanos.get();
    if (now > lookedNanos) {
      double share = Math.min(1, (double) (busy - busyBefore) / (now - lookedNanos));
      out.put("utilization", share);
      out.put("power", IDLE_WATTS + share * BUSY_WATTS);
    }
    lookedNanos = now;
    busyBefore = busy;
    out.put("memory/used", usedBytes.get());
    out.put("memory/utilization", (double) usedBytes.get() / MEMORY);
  }

  @Override
  public Optional<DeviceTimer> timer() {
    return Optional.of(this);
  }

  @Override
  public Mark mark(long stream) {
    CompletableFuture<Long> time = new CompletableFuture<>();
    queue.execute(() -> time.complete(System.nanoTime()));
    return new TimeMark(time);
  }

  @Override
  public OptionalLong nanosBetween(Mark from, Mark to) {
    if (from instanceof TimeMark first && to instanceof TimeMark last && last.time.isDone()) {
      try {
        return OptionalLong.of(last.time.get() - first.time.get());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
    return OptionalLong.empty();
  }

  @Override
  public void close() {
    queue.shutdownNow();
  }

  private record TimeMark(CompletableFuture<Long> time) implements Mark {
    @Override
    public void close() {
      time.cancel(false);
    }
  }
}
