package io.stepscope.probe.nvidia;

import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUevent;
import jcuda.driver.CUresult;
import jcuda.driver.CUstreamCaptureStatus;
import jcuda.driver.CUuuid;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/**
 * The calls by JCuda. Public only for the loader that defines it, see {@link JCudaClassLoader};
 * nobody else names it.
 */
public final class JCudaCalls extends JCudaCallsOfTransfers implements CudaCalls {
  private static final CUcontext NO_CONTEXT = new CUcontext();

  /** Loads JCuda's library, which must be found by this class's loader. */
  public JCudaCalls() throws ReflectiveOperationException {
    JCudaDriver.setExceptionsEnabled(false); // Of this copy of the class, and loads the library.
  }

  @Override
  public int init() {
    return JCudaDriver.cuInit(0);
  }

  @Override
  public int driverVersion(int[] version) {
    return JCudaDriver.cuDriverGetVersion(version);
  }

  @Override
  public int deviceCount(int[] count) {
    return JCudaDriver.cuDeviceGetCount(count);
  }

  @Override
  public int uuid(int device, byte[] uuid) {
    CUuuid to = new CUuuid();
    return with(
        device,
        handle -> {
          int code = JCudaDriver.cuDeviceGetUuid(to, handle);
          if (code == CUresult.CUDA_SUCCESS) {
            System.arraycopy(to.bytes, 0, uuid, 0, uuid.length);
          }
          return code;
        });
  }

  @Override
  public int name(int device, byte[] name) {
    return with(device, handle -> JCudaDriver.cuDeviceGetName(name, name.length, handle));
  }

  @Override
  public int totalMemory(int device, long[] bytes) {
    return with(device, handle -> JCudaDriver.cuDeviceTotalMem(bytes, handle));
  }

  @Override
  public int isPrimaryContextActive(int device, int[] active) {
    return with(
        device, handle -> JCudaDriver.cuDevicePrimaryCtxGetState(handle, new int[1], active));
  }

  @Override
  public int retainPrimaryContext(int device, Object[] context) {
    CUcontext to = new CUcontext();
    context[0] = to;
    return with(device, handle -> JCudaDriver.cuDevicePrimaryCtxRetain(to, handle));
  }

  @Override
  public int releasePrimaryContext(int device) {
    return with(device, JCudaDriver::cuDevicePrimaryCtxRelease);
  }

  @Override
  public int setCurrent(@Nullable Object context) {
    return JCudaDriver.cuCtxSetCurrent(context == null ? NO_CONTEXT : (CUcontext) context);
  }

  @Override
  public int current(@Nullable Object[] context) {
    CUcontext to = new CUcontext();
    int code = JCudaDriver.cuCtxGetCurrent(to);
    context[0] = to.equals(NO_CONTEXT) ? null : to;
    return code;
  }

  @Override
  public int memory(long[] free, long[] total) {
    return JCudaDriver.cuMemGetInfo(free, total);
  }

  @Override
  public int exchangeCaptureMode(int[] mode) {
    return JCudaDriver.cuThreadExchangeStreamCaptureMode(mode);
  }

  @Override
  public int isCapturing(long stream, int[] status) {
    int[] to = new int[1];
    int code = JCudaDriver.cuStreamIsCapturing(stream(stream), to);
    status[0] = to[0] == CUstreamCaptureStatus.CU_STREAM_CAPTURE_STATUS_NONE ? 0 : 1;
    return code;
  }

  @Override
  public int createEvent(Object[] event, int flags) {
    CUevent to = new CUevent();
    event[0] = to;
    return JCudaDriver.cuEventCreate(to, flags);
  }

  @Override
  public int record(Object event, long stream) {
    return JCudaDriver.cuEventRecord((CUevent) event, stream(stream));
  }

  @Override
  public int query(Object event) {
    return JCudaDriver.cuEventQuery((CUevent) event);
  }

  @Override
  public int elapsed(float[] millis, Object from, Object to) {
    return JCudaDriver.cuEventElapsedTime(millis, (CUevent) from, (CUevent) to);
  }

  @Override
  public int destroyEvent(Object event) {
    return JCudaDriver.cuEventDestroy((CUevent) event);
  }

  /** Asks something of a device. */
  private interface OfDevice {
    int ask(CUdevice device);
  }

  private static int with(int ordinal, OfDevice question) {
    CUdevice device = new CUdevice();
    int code = JCudaDriver.cuDeviceGet(device, ordinal);
    return code == CUresult.CUDA_SUCCESS ? question.ask(device) : code;
  }
}
