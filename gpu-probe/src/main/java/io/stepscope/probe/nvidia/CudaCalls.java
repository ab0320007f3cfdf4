package io.stepscope.probe.nvidia;

import org.jspecify.annotations.Nullable;

/**
 * The functions of CUDA's driver API that are called here, one to one; every method gives CUDA's
 * own code, 0 for success. Public only because its implementation lives in a class loader of its
 * own; not for use elsewhere.
 *
 * <p>Thread-safe. Contexts and events are opaque.
 *
 * @see <a href="https://docs.nvidia.com/cuda/cuda-driver-api/">CUDA driver API</a>
 */
public interface CudaCalls extends CudaTransferCalls {
  int init();

  int driverVersion(int[] version);

  int deviceCount(int[] count);

  /** Fills 16 bytes. */
  int uuid(int device, byte[] uuid);

  int name(int device, byte[] name);

  int totalMemory(int device, long[] bytes);

  int isPrimaryContextActive(int device, int[] active);

  int retainPrimaryContext(int device, Object[] context);

  int releasePrimaryContext(int device);

  /** Makes a context that of the calling thread; null for none. */
  int setCurrent(@Nullable Object context);

  /** Gives null when the calling thread has none. */
  int current(@Nullable Object[] context);

  int memory(long[] free, long[] total);

  /** Puts the calling thread into this mode and gives the one before. */
  int exchangeCaptureMode(int[] mode);

  int isCapturing(long stream, int[] status);

  int createEvent(Object[] event, int flags);

  int record(Object event, long stream);

  int query(Object event);

  int elapsed(float[] millis, Object from, Object to);

  int destroyEvent(Object event);
}
