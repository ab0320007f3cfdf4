package io.stepscope.dl4j;

import io.stepscope.histogram.ElementType;
import io.stepscope.probe.Accelerator;
import io.stepscope.training.DeviceStream;
import io.stepscope.training.DeviceTensor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.nd4j.nativeblas.OpaqueDataBuffer;

/**
 * Finds arrays in the memory of devices that are asked about them there. A buffer of ND4J has a
 * side on the host, the primary one, and with a backend for GPUs a special one on a device; nothing
 * here moves what is newer on one of them to the other.
 *
 * <p>Called on the training's threads.
 */
final class Nd4jDevices implements DeviceStream {

  private final Function<String, Optional<Accelerator>> accelerators;

  /**
   * Asks {@code accelerators} for a device by its name, {@code gpu/0}.
   *
   * @param accelerators never waits
   */
  Nd4jDevices(Function<String, Optional<Accelerator>> accelerators) {
    this.accelerators = accelerators;
  }

  /** Whether the host reads arrays without waiting for a device. */
  static boolean areOnHost() {
    return Nd4j.getExecutioner().type() == ExecutionerType.NATIVE_CPU;
  }

  /**
   * The memory that an array lies in; null when there is nothing to ask there, what is on the
   * device is older than what is on the host, or nobody knows.
   */
  @Nullable Memory memoryOf(INDArray array) {
    ElementType type = ElementTypes.of(array.dataType());
    boolean onHost = areOnHost();
    // Whatever number it is used with: without any device nothing more is asked.
    if (type == null || (onHost && accelerator("cpu/0") == null)) {
      return null;
    }
    try {
      // A view's own buffer begins with the view, and has a special side of nothing but its offset.
      OpaqueDataBuffer sides = sides(FlatBuffer.memoryOf(array));
      return sides == null ? null : onHost ? onHost(sides, type) : onDevice(sides, type);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return null;
    }
  }

  /** Where an array lies whose elements fill one stretch of memory; null as above. */
  @Nullable DeviceTensor find(INDArray array) {
    Memory memory = memoryOf(array);
    return memory == null ? null : memory.part(array.offset(), array.length());
  }

  /** Whether arrays on the host may be asked about elsewhere. */
  boolean areAskedElsewhere() {
    return !areOnHost() || accelerator("cpu/0") != null;
  }

  /** The calling thread's stream, on the one device that it works with. */
  @Override
  public long current(String device) {
    try {
      return areOnHost() ? 0 : stream(NativeOpsHolder.getInstance().getDeviceNativeOps());
    } catch (RuntimeException | LinkageError e) {
      return 0; // As it is called where nothing else is known.
    }
  }

  private @Nullable Memory onHost(OpaqueDataBuffer sides, ElementType type) {
    Accelerator device = accelerator("cpu/0");
    Pointer start = sides.primaryBuffer();
    return device == null || start == null ? null : new Memory(device, 0, start.address(), type);
  }

  private @Nullable Memory onDevice(OpaqueDataBuffer sides, ElementType type) {
    NativeOps ops = NativeOpsHolder.getInstance().getDeviceNativeOps();
    Accelerator device = accelerator("gpu/" + sides.deviceId());
    if (device == null || ops.dbLocality(sides) < 0) { // Only the host has what is newest.
      return null;
    }
    Pointer start = sides.specialBuffer();
    return start == null ? null : new Memory(device, stream(ops), start.address(), type);
  }

  /** The stream of the calling thread; what ND4J tells is where it keeps its handle. */
  private static long stream(NativeOps ops) {
    Pointer kept = ops.lcExecutionStream(ops.defaultLaunchContext());
    return kept == null ? 0 : new LongPointer(kept).get(0);
  }

  private @Nullable Accelerator accelerator(String name) {
    Accelerator found = accelerators.apply(name).orElse(null);
    return found != null && DeviceTensor.canBeSeenOn(found) ? found : null;
  }

  /** What holds both sides of a buffer; each backend has a class of its own for it. */
  private static @Nullable OpaqueDataBuffer sides(DataBuffer buffer)
      throws ReflectiveOperationException {
    try {
      Method method = buffer.getClass().getMethod("getOpaqueDataBuffer");
      return method.invoke(buffer) instanceof OpaqueDataBuffer sides ? sides : null;
    } catch (InvocationTargetException e) {
      return null; // It is closed.
    }
  }

  /** The memory of one buffer on a device. */
  record Memory(Accelerator device, long stream, long address, ElementType type) {

    /**
     * A part of it.
     *
     * @param offset first element
     * @param length number of elements
     */
    DeviceTensor part(long offset, long length) {
      return new DeviceTensor(device, stream, address + offset * type.bytes(), length, type);
    }
  }
}
