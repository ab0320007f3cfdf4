package io.stepscope.probe.nvidia;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What copying from a device and counting on it need, made in the background when it is first
 * wanted, because making it takes long and may make the device wait: buffers, and the kernel, which
 * must first count as the host does. What cannot be made is not tried again.
 *
 * <p>Thread-safe; no caller waits for another.
 */
final class CudaTransfers implements AutoCloseable {
  /** Driver calls that may fail before nothing more is tried. */
  private static final int PATIENCE = 3;

  /** Of what is pending at the end; then its memory is left to the process. */
  private static final long LAST_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** The same for what was refused, before it is left to the end. */
  private static final long REFUSED_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Cuda cuda;
  private final CudaCalls calls;
  private final int device;
  private final Object making = new Object();
  private volatile @Nullable CudaBuffers buffers; // written under making
  private volatile @Nullable HistogramKernel kernel; // written under making
  private @Nullable HistogramKernel refused; // that may still run; guarded by making
  private volatile String troubleOfBuffers;
  private volatile String troubleOfKernel;
  private boolean buffersWanted; // guarded by this
  private boolean kernelWanted; // guarded by this
  private int failures; // guarded by this
  private volatile boolean closed;

  /**
   * @param lackingToCopy functions of libcuda that copying and counting need and that are not there
   * @param lackingToCount likewise those that only counting needs
   */
  CudaTransfers(
      Cuda cuda,
      CudaCalls calls,
      int device,
      List<String> lackingToCopy,
      List<String> lackingToCount) {
    this.cuda = cuda;
    this.calls = calls;
    this.device = device;
    troubleOfBuffers = lacking(lackingToCopy);
    troubleOfKernel = lacking(lackingToCount);
  }

  private static String lacking(List<String> functions) {
    return functions.isEmpty() ? "" : "libcuda lacks " + String.join(", ", functions);
  }

  /** Whether pieces that do not lie side by side can be copied at once. */
  boolean copiesPieces() {
    return cuda.copiesPieces();
  }

  /** Why nothing is counted on the device; empty as long as it may be. */
  String troubleOfKernel() {
    return troubleOfBuffers.isEmpty() ? troubleOfKernel : troubleOfBuffers;
  }

  /** Why nothing is copied from the device; empty as long as it may be. */
  String troubleOfBuffers() {
    return troubleOfBuffers;
  }

  /**
   * The buffers; asks for them if nobody has.
   *
   * @throws IllegalStateException as long as they are not there
   */
  CudaBuffers buffers() {
    CudaBuffers made = buffers;
    if (made == null || closed || !troubleOfBuffers.isEmpty() || isGone(made)) {
      want(false);
      throw new IllegalStateException(notYet(troubleOfBuffers, "memory for copies"));
    }
    return made;
  }

  /**
   * The kernel, which counts as the host does; asks for it if nobody has.
   *
   * @throws IllegalStateException as long as it is not there
   */
  HistogramKernel kernel() {
    HistogramKernel made = kernel;
    if (made == null || closed || !troubleOfKernel().isEmpty() || isGone(made.buffers)) {
      want(true);
      throw new IllegalStateException(notYet(troubleOfKernel(), "the kernel"));
    }
    return made;
  }

  /** Whether the context of these is gone, and with it what lies in them; then it is said. */
  private boolean isGone(CudaBuffers made) {
    boolean gone = made.context.isGone();
    if (gone) {
      troubleOfBuffers = "the program has reset the device";
    }
    return gone;
  }

  private String notYet(String trouble, String what) {
    return closed ? "the device is closed" : trouble.isEmpty() ? what + " is not ready" : trouble;
  }

  private synchronized void want(boolean alsoKernel) {
    if (closed
        || !(alsoKernel ? troubleOfKernel() : troubleOfBuffers).isEmpty()
        || (alsoKernel ? kernelWanted : buffersWanted)
        || !CudaContext.isThere(calls, device)) {
      return;
    }
    buffersWanted = true;
    kernelWanted |= alsoKernel;
    DriverWork.start(alsoKernel ? this::makeKernel : this::makeBuffers);
  }

  /** Says that a call of the driver failed that should not have; a few of these are the last. */
  synchronized IllegalStateException failed(UnavailableException cause) {
    if (++failures == PATIENCE) {
      troubleOfBuffers = cause.getMessage() + ", for the third time";
    }
    return new IllegalStateException(cause.getMessage(), cause);
  }

  private void makeBuffers() {
    synchronized (making) {
      if (buffers != null || isOver() || !troubleOfBuffers.isEmpty()) {
        return;
      }
      try {
        CudaContext context =
            CudaContext.retain(cuda, calls, device)
                .orElseThrow(() -> new UnavailableException("the device has no context any more"));
        try {
          buffers = CudaBuffers.allocate(context, calls);
        } catch (UnavailableException e) {
          context.release();
          throw e;
        }
      } catch (UnavailableException | RuntimeException | LinkageError e) {
        troubleOfBuffers = reason(e);
      }
    }
  }

  private void makeKernel() {
    makeBuffers();
    synchronized (making) {
      CudaBuffers memory = buffers;
      if (memory == null || isOver()) {
        return;
      }
      HistogramKernel made = null;
      try {
        memory.allocateOnDevice();
        made = HistogramKernel.load(memory);
        KernelTrial.run(made, this::isOver);
        kernel = made;
      } catch (UnavailableException | RuntimeException | LinkageError e) {
        troubleOfKernel = reason(e);
        refused = made;
        giveBack(memory);
      }
    }
  }

  /** What was refused, when the device is surely done with it. */
  private void giveBack(CudaBuffers memory) {
    long start = System.nanoTime();
    while (!memory.isUnused()) {
      if (memory.hasLost() || isOver() || System.nanoTime() - start > REFUSED_NANOS) {
        return; // At the end, then.
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    if (isOver() || memory.context.isGone()) {
      return;
    }
    unload(refused);
    refused = null;
    try {
      memory.freeOnDevice();
    } catch (UnavailableException e) {
      // With its context it is gone anyway.
    }
  }

  private boolean isOver() {
    return closed || DriverWork.isExiting();
  }

  private static String reason(Throwable e) {
    return e instanceof UnavailableException ? String.valueOf(e.getMessage()) : e.toString();
  }

  private static void unload(@Nullable HistogramKernel made) {
    try {
      if (made != null) {
        made.unload();
      }
    } catch (UnavailableException e) {
      // With its context it is gone anyway.
    }
  }

  /**
   * Frees all when nothing is pending any more, in the background; nothing when the process exits.
   */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      if (!buffersWanted) {
        return;
      }
    }
    DriverWork.start(this::free);
  }

  private void free() {
    synchronized (making) {
      CudaBuffers memory = buffers;
      if (memory == null) {
        return;
      }
      long start = System.nanoTime();
      while (!memory.closeIfUnused()) {
        if (memory.hasLost() || DriverWork.isExiting() || System.nanoTime() - start > LAST_NANOS) {
          return; // Freeing memory that is in use is worse than not freeing it.
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      if (DriverWork.isExiting() || memory.context.isGone()) {
        return;
      }
      unload(kernel);
      unload(refused);
      try {
        memory.free();
      } catch (UnavailableException e) {
        // With its context it is gone anyway.
      }
      memory.context.release();
      buffers = null;
      kernel = null;
    }
  }
}
