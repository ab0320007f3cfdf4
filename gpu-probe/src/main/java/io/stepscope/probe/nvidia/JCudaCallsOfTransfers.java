package io.stepscope.probe.nvidia;

import com.sun.jna.Memory;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import jcuda.NativePointerObject;
import jcuda.Pointer;
import jcuda.driver.CUDA_MEMCPY2D;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmemorytype;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;

/**
 * A part of {@link JCudaCalls}, public for the same reason.
 *
 * <p>What a pointer leads to is never an array of Java's: JCuda would hold it in place during the
 * call, and no garbage be collected in the process for as long as the driver compiles or waits.
 */
public abstract class JCudaCallsOfTransfers implements CudaTransferCalls {
  private final Constructor<CUstream> streams;
  private final Method numbers;

  JCudaCallsOfTransfers() throws ReflectiveOperationException {
    // The only way to a stream that somebody else made, and to the numbers of what JCuda made.
    streams = CUstream.class.getDeclaredConstructor(long.class);
    streams.setAccessible(true);
    numbers = NativePointerObject.class.getDeclaredMethod("getNativePointer");
    numbers.setAccessible(true);
  }

  final CUstream stream(long number) {
    try {
      return streams.newInstance(number);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("JCuda's streams are not as expected", e);
    }
  }

  private int put(long[] to, int at, int code, NativePointerObject made) {
    try {
      to[at] = (long) numbers.invoke(made);
      return code;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("JCuda's pointers are not as expected", e);
    }
  }

  private static CUdeviceptr device(long address) {
    return new CUdeviceptr().withByteOffset(address);
  }

  private static Pointer host(Memory memory) {
    return host(com.sun.jna.Pointer.nativeValue(memory));
  }

  private static Pointer host(long address) {
    return new Pointer().withByteOffset(address);
  }

  @Override
  public int createStream(long[] stream) {
    CUstream to = new CUstream();
    int code = JCudaDriver.cuStreamCreate(to, CUstream_flags.CU_STREAM_NON_BLOCKING);
    return put(stream, 0, code, to);
  }

  @Override
  public int destroyStream(long stream) {
    return JCudaDriver.cuStreamDestroy(stream(stream));
  }

  @Override
  public int allocate(long[] address, long bytes) {
    CUdeviceptr to = new CUdeviceptr();
    return put(address, 0, JCudaDriver.cuMemAlloc(to, bytes), to);
  }

  @Override
  public int free(long address) {
    return JCudaDriver.cuMemFree(device(address));
  }

  @Override
  public int allocateHost(long[] address, long bytes) {
    Pointer to = new Pointer();
    return put(address, 0, JCudaDriver.cuMemHostAlloc(to, bytes, 0), to);
  }

  @Override
  public int freeHost(long address) {
    return JCudaDriver.cuMemFreeHost(host(address));
  }

  @Override
  public int copyToDevice(long to, long fromHost, long bytes, long stream) {
    return JCudaDriver.cuMemcpyHtoDAsync(device(to), host(fromHost), bytes, stream(stream));
  }

  @Override
  public int copyToHost(long toHost, long from, long bytes, long stream) {
    return JCudaDriver.cuMemcpyDtoHAsync(host(toHost), device(from), bytes, stream(stream));
  }

  @Override
  public int copyPiecesToHost(
      long toHost, long from, int width, long pitch, int pieces, long stream) {
    CUDA_MEMCPY2D copy = new CUDA_MEMCPY2D();
    copy.srcMemoryType = CUmemorytype.CU_MEMORYTYPE_DEVICE;
    copy.srcDevice = device(from);
    copy.srcPitch = pitch;
    copy.dstMemoryType = CUmemorytype.CU_MEMORYTYPE_HOST;
    copy.dstHost = host(toHost);
    copy.dstPitch = width;
    copy.WidthInBytes = width;
    copy.Height = pieces;
    return JCudaDriver.cuMemcpy2DAsync(copy, stream(stream));
  }

  @Override
  public int fill(long address, byte value, long bytes, long stream) {
    return JCudaDriver.cuMemsetD8Async(device(address), value, bytes, stream(stream));
  }

  @Override
  public int attribute(long address, int attribute, int[] value) {
    try (Memory to = new Memory(Integer.BYTES)) {
      int code = JCudaDriver.cuPointerGetAttribute(host(to), attribute, device(address));
      value[0] = code == CUresult.CUDA_SUCCESS ? to.getInt(0) : 0;
      return code;
    }
  }

  @Override
  public int range(long address, long[] beginAndSize) {
    CUdeviceptr begin = new CUdeviceptr();
    long[] size = new long[1];
    int code = JCudaDriver.cuMemGetAddressRange(begin, size, device(address));
    beginAndSize[1] = size[0];
    return put(beginAndSize, 0, code, begin);
  }

  @Override
  public int loadModule(Object[] module, String ptx) {
    CUmodule to = new CUmodule();
    module[0] = to;
    byte[] text = ptx.getBytes(StandardCharsets.US_ASCII);
    try (Memory image = new Memory(text.length + 1L);
        Memory noOptions = new Memory(Long.BYTES)) {
      image.write(0, text, 0, text.length);
      image.setByte(text.length, (byte) 0);
      return JCudaDriver.cuModuleLoadDataEx(to, host(image), 0, new int[0], host(noOptions));
    }
  }

  @Override
  public int unloadModule(Object module) {
    return JCudaDriver.cuModuleUnload((CUmodule) module);
  }

  @Override
  public int function(Object[] function, Object module, String name) {
    CUfunction to = new CUfunction();
    function[0] = to;
    return JCudaDriver.cuModuleGetFunction(to, (CUmodule) module, name);
  }

  @Override
  public int launch(Object function, int blocks, int threads, long stream, long... addresses) {
    long bytes = (long) addresses.length * Long.BYTES;
    try (Memory arguments = new Memory(2 * bytes)) { // Where each lies, and then each.
      for (int i = 0; i < addresses.length; i++) {
        long at = (long) i * Long.BYTES;
        arguments.setPointer(at, arguments.share(bytes + at));
        arguments.setLong(bytes + at, addresses[i]);
      }
      return JCudaDriver.cuLaunchKernel(
          (CUfunction) function,
          blocks,
          1,
          1,
          threads,
          1,
          1,
          0,
          stream(stream),
          host(arguments),
          null);
    }
  }
}
