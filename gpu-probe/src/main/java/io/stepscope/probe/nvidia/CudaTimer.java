package io.stepscope.probe.nvidia;

import io.stepscope.probe.DeviceTimer;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Times by CUDA events, which are reused. Nothing here waits for the device, and nothing is put
 * into a stream that is being captured into a graph: such a mark is nowhere.
 *
 * <p>Thread-safe. {@link #mark} is for threads that have a context, as threads that gave a device
 * work do; elsewhere its marks are nowhere.
 */
final class CudaTimer implements DeviceTimer, AutoCloseable {
  /** Marks that may be out at once; more are never reached, so that nobody can fill the device. */
  private static final int MOST_EVENTS = 4096;

  private static final Mark NOWHERE =
      new Mark() {
        @Override
        public boolean isReachable() {
          return false;
        }

        @Override
        public void close() {}
      };

  private final Cuda cuda;
  private final CudaCalls calls;
  private final int device;
  private final Queue<Object> free = new ConcurrentLinkedQueue<>();
  private final AtomicInteger made = new AtomicInteger();
  private volatile boolean closed;

  /** The device's primary context, when it was last seen. */
  private volatile @Nullable Object primary;

  CudaTimer(Cuda cuda, CudaCalls calls, int device) {
    this.cuda = cuda;
    this.calls = calls;
    this.device = device;
  }

  @Override
  public Mark mark(long stream) {
    @Nullable Object[] current = new Object[1];
    if (closed || calls.current(current) != 0 || current[0] == null) {
      return NOWHERE;
    }
    return current[0].equals(primary) ? put(stream) : putElsewhere(stream, current[0]);
  }

  /**
   * In the context of this device, whichever the thread has: frameworks that work on several
   * devices go back to the first after each piece of work.
   */
  private Mark putElsewhere(long stream, Object current) {
    int[] active = new int[1];
    if (calls.isPrimaryContextActive(device, active) != 0 || active[0] == 0) {
      return NOWHERE;
    }
    @Nullable Object[] context = new Object[1];
    if (calls.retainPrimaryContext(device, context) != 0) {
      return NOWHERE;
    }
    try {
      primary = context[0];
      if (current.equals(context[0])) {
        return put(stream);
      }
      if (calls.setCurrent(context[0]) != 0) {
        return NOWHERE;
      }
      try {
        return put(stream);
      } finally {
        calls.setCurrent(current);
      }
    } finally {
      calls.releasePrimaryContext(device);
    }
  }

  private Mark put(long stream) {
    int[] capturing = new int[1];
    if (calls.isCapturing(stream, capturing) != 0 || capturing[0] != 0) {
      return NOWHERE;
    }
    Object used = free.poll();
    if (used != null) {
      if (calls.record(used, stream) == 0) {
        return new EventMark(used);
      }
      destroy(used); // Of a context that is gone.
    }
    Object event = create();
    if (event == null) {
      return NOWHERE;
    }
    if (calls.record(event, stream) == 0) {
      return new EventMark(event);
    }
    destroy(event);
    return NOWHERE;
  }

  private @Nullable Object create() {
    @Nullable Object[] event = new Object[1];
    if (made.incrementAndGet() <= MOST_EVENTS && calls.createEvent(event, 0) == 0) {
      return event[0];
    }
    made.decrementAndGet();
    return null;
  }

  private void destroy(Object event) {
    calls.destroyEvent(event);
    made.decrementAndGet();
  }

  @Override
  public OptionalLong nanosBetween(Mark from, Mark to) {
    Object begin = from instanceof EventMark mark ? mark.event.get() : null;
    Object end = to instanceof EventMark mark ? mark.event.get() : null;
    if (begin == null || end == null || closed) {
      return OptionalLong.empty();
    }
    float[] millis = new float[1];
    Cuda.Work work = () -> elapsed(millis, begin, end);
    @Nullable Object[] current = new Object[1];
    boolean hasContext = calls.current(current) == 0 && current[0] != null;
    int code = hasContext ? cuda.uncaptured(work) : cuda.inPrimaryContext(device, work).orElse(-1);
    return code == 0 ? OptionalLong.of(Math.round(millis[0] * 1e6)) : OptionalLong.empty();
  }

  private int elapsed(float[] millis, Object begin, Object end) {
    int code = calls.query(begin);
    if (code == 0) {
      code = calls.query(end);
    }
    return code == 0 ? calls.elapsed(millis, begin, end) : code;
  }

  /** Destroys the events that nobody holds; the others when they come back. */
  @Override
  public void close() {
    closed = true;
    for (Object event = free.poll(); event != null; event = free.poll()) {
      destroy(event);
    }
  }

  private final class EventMark implements Mark {
    private final AtomicReference<@Nullable Object> event;

    EventMark(Object event) {
      this.event = new AtomicReference<>(event);
    }

    @Override
    public void close() {
      Object mine = event.getAndSet(null);
      if (mine != null) {
        free.add(mine);
        if (closed) {
          CudaTimer.this.close();
        }
      }
    }
  }
}
