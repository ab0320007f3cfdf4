package io.stepscope.probe.nvidia;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Memory for what is on its way between a device and the host, allocated once, as allocating and
 * freeing make the device wait: pinned memory of the host, and as much of the device for what is
 * counted there. Handed out in regions, each with an event, and given back when the device has come
 * to that event. Thread-safe.
 */
final class CudaBuffers {
  static final long BYTES = 32L << 20;

  /** Each has an event. */
  private static final int MOST_REGIONS = 4096;

  /** A device that has less than this free is left alone. */
  private static final long FREE_BYTES = 10 * BYTES;

  /** So long what was begun later on the same stream is taken as not done, either. */
  private static final long NOT_DONE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  private static final int WITHOUT_TIMES = 2; // CU_EVENT_DISABLE_TIMING
  private static final int NOT_READY = 600; // CUDA_ERROR_NOT_READY

  final CudaContext context;
  final CudaCalls calls;
  private final long host;
  private volatile long device;
  private final Slab slab = new Slab(BYTES, MOST_REGIONS);
  private final Queue<Object> events = new ConcurrentLinkedQueue<>();
  private volatile boolean lost;
  private final AtomicLong uses = new AtomicLong();
  private volatile NotDone lastNotDone = new NotDone(0, Long.MAX_VALUE, 0);
  private final Queue<Region> abandoned = new ConcurrentLinkedQueue<>();

  private CudaBuffers(CudaContext context, CudaCalls calls, long host) {
    this.context = context;
    this.calls = calls;
    this.host = host;
  }

  /** Allocates the memory of the host. */
  static CudaBuffers allocate(CudaContext context, CudaCalls calls) throws UnavailableException {
    long[] address = new long[1];
    context.run(
        () -> {
          CudaContext.check("cuMemHostAlloc", calls.allocateHost(address, BYTES));
        });
    return new CudaBuffers(context, calls, address[0]);
  }

  /** Allocates that of the device, if it has plenty. */
  void allocateOnDevice() throws UnavailableException {
    long[] free = new long[1];
    long[] address = new long[1];
    context.run(
        () -> {
          CudaContext.check("cuMemGetInfo", calls.memory(free, new long[1]));
          if (free[0] < FREE_BYTES) {
            throw new UnavailableException(
                "the device has only " + (free[0] >> 20) + " MiB of memory free");
          }
          CudaContext.check("cuMemAlloc", calls.allocate(address, BYTES));
        });
    device = address[0];
  }

  /**
   * A region, for the calling thread.
   *
   * @throws IllegalStateException if so much is not free
   */
  Region take(long bytes) throws UnavailableException {
    reclaim();
    long begin = slab.take(bytes);
    if (begin < 0) {
      throw new IllegalStateException("too much is pending on the device");
    }
    Object event = events.poll();
    if (event == null) {
      @Nullable Object[] made = new Object[1];
      int code = calls.createEvent(made, WITHOUT_TIMES);
      event = made[0];
      if (code != 0 || event == null) {
        slab.give(begin);
        throw new UnavailableException("cuEventCreate failed (code " + code + ")");
      }
    }
    return new Region(begin, bytes, event);
  }

  /**
   * Checks that a stream is not being captured into a graph, which would then do the work whenever
   * it runs.
   */
  void checkOpen(long stream) {
    int[] capturing = new int[1];
    int code = calls.isCapturing(stream, capturing);
    if (code != 0) {
      throw new IllegalStateException("cuStreamIsCapturing failed (code " + code + ")");
    }
    if (capturing[0] != 0) {
      throw new IllegalStateException("the stream is being captured into a graph");
    }
  }

  /** Takes back what was given up while the device was not done with it. */
  void reclaim() {
    for (int left = abandoned.size(); left > 0; left--) {
      Region region = abandoned.poll();
      if (region != null) {
        region.giveUp();
      }
    }
  }

  /** Whether nobody holds anything and the device is done with all that was given up. */
  boolean isUnused() {
    reclaim();
    return slab.isUnused();
  }

  /** Whether it is unused; then nothing is handed out any more. */
  boolean closeIfUnused() {
    reclaim();
    return slab.closeIfUnused();
  }

  /** Whether there is a region of which nobody can tell when the device is done with it. */
  boolean hasLost() {
    return lost;
  }

  /** Frees the memory of the device alone; only when nothing on it is used any more. */
  void freeOnDevice() throws UnavailableException {
    long mine = device;
    device = 0;
    if (mine != 0) {
      context.run(() -> calls.free(mine));
    }
  }

  /** Frees all; only when closed, as freeing waits for the device. */
  void free() throws UnavailableException {
    freeOnDevice();
    context.run(
        () -> {
          for (Object event = events.poll(); event != null; event = events.poll()) {
            calls.destroyEvent(event);
          }
          calls.freeHost(host);
        });
  }

  /** A use that the device was not done with at a time. */
  private record NotDone(long stream, long use, long nanos) {}

  /** A part of the buffers, with the work that was given to a stream for it. */
  final class Region {
    private final long begin;
    private final long bytes;
    private final Object event;
    private boolean used;
    private long stream;
    private long use;
    private boolean marked;
    private boolean done;
    private boolean given;

    private Region(long begin, long bytes, Object event) {
      this.begin = begin;
      this.bytes = bytes;
      this.event = event;
    }

    long onHost() {
      return host + begin;
    }

    long onDevice() {
      return device + begin;
    }

    /** The bytes on the host, little-endian. */
    ByteBuffer bytes() {
      ByteBuffer all = new Pointer(onHost()).getByteBuffer(0, bytes);
      return all.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Gives a stream work on this region, some of which may have been taken if this throws. */
    void use(long newStream, CudaContext.Steps work) throws UnavailableException {
      used = true;
      stream = newStream;
      use = uses.incrementAndGet();
      int code;
      try {
        work.take();
      } finally {
        code = calls.record(event, newStream);
        marked = code == 0;
      }
      CudaContext.check("cuEventRecord", code);
    }

    /**
     * Whether the device has done all of it; to be called in any thread. Perhaps not yet told where
     * something before it on the same stream was just not done: asking takes six calls.
     */
    boolean isDone() {
      if (!done && !isBehindWhatWasNotDone()) {
        int code;
        try {
          code = context.ask(() -> calls.query(event));
        } catch (UnavailableException e) {
          throw new IllegalStateException(e.getMessage(), e);
        }
        if (code != 0 && code != NOT_READY) {
          throw new IllegalStateException("cuEventQuery failed (code " + code + ")");
        }
        done = code == 0;
        if (!done) {
          lastNotDone = new NotDone(stream, use, System.nanoTime());
        }
      }
      return done;
    }

    private boolean isBehindWhatWasNotDone() {
      NotDone last = lastNotDone;
      return stream == last.stream
          && use > last.use
          && System.nanoTime() - last.nanos < NOT_DONE_NANOS;
    }

    /** Gives it back, at once or when the device is done. */
    void giveUp() {
      if (given) {
        return;
      }
      if (used && !marked) {
        lost = true;
        return;
      }
      try {
        if (used && !isDone()) {
          abandoned.add(this);
          return;
        }
      } catch (IllegalStateException e) {
        lost = true; // With the context, or what else the driver has.
        return;
      }
      given = true;
      slab.give(begin);
      events.add(event);
    }
  }
}
