package io.stepscope.probe.nvidia;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The primary context of a device, which somebody else made, kept alive from now on. Thread-safe.
 */
final class CudaContext {
  private final Cuda cuda;
  private final CudaCalls calls;
  private final int device;
  private final Object handle;
  private volatile boolean gone;

  private CudaContext(Cuda cuda, CudaCalls calls, int device, Object handle) {
    this.cuda = cuda;
    this.calls = calls;
    this.device = device;
    this.handle = handle;
  }

  /** Some calls of the driver, one after the other. */
  interface Steps {
    void take() throws UnavailableException;
  }

  /** The same with an answer. */
  interface Question<T> {
    T ask() throws UnavailableException;
  }

  /** The context, if there is one; it is never made. */
  static Optional<CudaContext> retain(Cuda cuda, CudaCalls calls, int device)
      throws UnavailableException {
    if (!isThere(calls, device)) {
      return Optional.empty();
    }
    @Nullable Object[] context = new Object[1];
    check("cuDevicePrimaryCtxRetain", calls.retainPrimaryContext(device, context));
    Object handle = context[0];
    return handle == null
        ? Optional.empty()
        : Optional.of(new CudaContext(cuda, calls, device, handle));
  }

  /** Whether somebody made it. */
  static boolean isThere(CudaCalls calls, int device) {
    int[] active = new int[1];
    return calls.isPrimaryContextActive(device, active) == 0 && active[0] != 0;
  }

  static void check(String function, int code) throws UnavailableException {
    if (code != 0) {
      throw new UnavailableException(function + " failed (code " + code + ")");
    }
  }

  boolean isOf(@Nullable Object context) {
    return handle.equals(context);
  }

  int device() {
    return device;
  }

  /**
   * Does something with this context and leaves the calling thread with the one it had. Part of no
   * capture, whatever other threads capture meanwhile.
   */
  <T> T ask(Question<T> question) throws UnavailableException {
    @Nullable Object[] before = new Object[1];
    check("cuCtxGetCurrent", calls.current(before));
    boolean other = !handle.equals(before[0]);
    if (other) {
      check("cuCtxSetCurrent", calls.setCurrent(handle));
    }
    int[] mode = cuda.leaveCapture();
    try {
      return question.ask();
    } finally {
      cuda.rejoinCapture(mode);
      if (other) {
        calls.setCurrent(before[0]);
      }
    }
  }

  /** Does something in the same way that has no answer. */
  void run(Steps steps) throws UnavailableException {
    ask(
        () -> {
          steps.take();
          return true;
        });
  }

  /**
   * Whether it was destroyed, whoever kept it, as by {@code cudaDeviceReset}, and another one or
   * none is in its place. Nothing that was made in it may be used then. One that is made in the
   * same place is not told from it.
   */
  boolean isGone() {
    if (gone) {
      return true;
    }
    @Nullable Object[] now = new Object[1];
    if (calls.current(now) == 0 && handle.equals(now[0])) {
      return false;
    }
    gone = !isStillPrimary();
    return gone;
  }

  private boolean isStillPrimary() {
    @Nullable Object[] now = new Object[1];
    if (!isThere(calls, device) || calls.retainPrimaryContext(device, now) != 0) {
      return false;
    }
    calls.releasePrimaryContext(device);
    return handle.equals(now[0]);
  }

  /** Lets it go; it is not used any more. */
  void release() {
    calls.releasePrimaryContext(device);
  }
}
