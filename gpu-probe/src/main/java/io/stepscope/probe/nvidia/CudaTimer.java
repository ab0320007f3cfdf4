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
  private volatile boolean closed;

  /** Of the device's primary context, kept alive from the first mark on; written under this. */
  private volatile @Nullable Events events;

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
    Events known = events;
    return known != null && known.context.isOf(current[0])
        ? known.put(stream)
        : putElsewhere(stream);
  }

  /**
   * In the context of this device, whichever the thread has: frameworks that work on several
   * devices go back to the first after each piece of work.
   */
  private Mark putElsewhere(long stream) {
    try {
      Events found = find();
      return found == null ? NOWHERE : found.context.ask(() -> found.put(stream));
    } catch (UnavailableException e) {
      return NOWHERE;
    }
  }

  /**
   * The events of the context that the device has now. Those of one that is gone are forgotten: any
   * call with them would be undefined.
   */
  private synchronized @Nullable Events find() throws UnavailableException {
    Events known = events;
    if (closed || (known != null && !known.context.isGone())) {
      return closed ? null : known;
    }
    events = null;
    CudaContext context = CudaContext.retain(cuda, calls, device).orElse(null);
    if (context != null) {
      events = new Events(context);
    }
    return events;
  }

  @Override
  public OptionalLong nanosBetween(Mark from, Mark to) {
    Events known = events;
    Object begin = event(from, known);
    Object end = event(to, known);
    if (known == null || begin == null || end == null || closed || known.context.isGone()) {
      return OptionalLong.empty();
    }
    float[] millis = new float[1];
    try {
      return known.context.ask(() -> elapsed(millis, begin, end)) == 0
          ? OptionalLong.of(Math.round(millis[0] * 1e6))
          : OptionalLong.empty();
    } catch (UnavailableException e) {
      return OptionalLong.empty();
    }
  }

  private static @Nullable Object event(Mark mark, @Nullable Events of) {
    return mark instanceof EventMark known && known.events == of ? known.event.get() : null;
  }

  private int elapsed(float[] millis, Object begin, Object end) {
    int code = calls.query(begin);
    if (code == 0) {
      code = calls.query(end);
    }
    return code == 0 ? calls.elapsed(millis, begin, end) : code;
  }

  /**
   * Destroys the events that nobody holds; the others when they come back, and lets the context go
   * with the last. Nothing when the process exits.
   */
  @Override
  public void close() {
    Events known;
    synchronized (this) {
      closed = true;
      known = events;
    }
    if (known != null) {
      known.close();
    }
  }

  /** Events of one context. */
  private final class Events {
    private final CudaContext context;
    private final Queue<Object> free = new ConcurrentLinkedQueue<>();
    private final AtomicInteger made = new AtomicInteger();
    private boolean released; // guarded by this

    Events(CudaContext context) {
      this.context = context;
    }

    /** On a thread that has the context. */
    Mark put(long stream) {
      int[] capturing = new int[1];
      if (calls.isCapturing(stream, capturing) != 0 || capturing[0] != 0) {
        return NOWHERE;
      }
      Object used = free.poll();
      if (used != null) {
        if (calls.record(used, stream) == 0) {
          return new EventMark(this, used);
        }
        made.decrementAndGet(); // Perhaps the context is another in the same place: it is let be.
      }
      Object event = create();
      if (event == null) {
        return NOWHERE;
      }
      if (calls.record(event, stream) == 0) {
        return new EventMark(this, event);
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

    void closeIfOver() {
      if (closed) {
        close();
      }
    }

    synchronized void close() {
      if (released || DriverWork.isExiting() || context.isGone()) {
        return;
      }
      try {
        context.run(
            () -> {
              for (Object event = free.poll(); event != null; event = free.poll()) {
                destroy(event);
              }
            });
      } catch (UnavailableException e) {
        return; // With its context they are gone anyway.
      }
      if (made.get() == 0) {
        released = true;
        context.release();
      }
    }
  }

  private static final class EventMark implements Mark {
    private final Events events;
    private final AtomicReference<@Nullable Object> event;

    EventMark(Events events, Object event) {
      this.events = events;
      this.event = new AtomicReference<>(event);
    }

    @Override
    public void close() {
      Object mine = event.getAndSet(null);
      if (mine != null) {
        events.free.add(mine);
        events.closeIfOver();
      }
    }
  }
}
