package io.stepscope.probe.nvidia;

/**
 * Those functions of CUDA's driver API that allocate, copy and compute; see {@link CudaCalls}, of
 * which this is a part. Addresses and streams are CUDA's own numbers. What takes a stream returns
 * before it is done.
 */
public interface CudaTransferCalls {

  /** One that does not wait for the default stream. */
  int createStream(long[] stream);

  int destroyStream(long stream);

  int allocate(long[] address, long bytes);

  int free(long address);

  /** Memory of the host that the device reaches and the system does not move. */
  int allocateHost(long[] address, long bytes);

  int freeHost(long address);

  int copyToDevice(long to, long fromHost, long bytes, long stream);

  int copyToHost(long toHost, long from, long bytes, long stream);

  /** Copies pieces of equal width that begin {@code pitch} bytes from each other, side by side. */
  int copyPiecesToHost(long toHost, long from, int width, long pitch, int pieces, long stream);

  int fill(long address, byte value, long bytes, long stream);

  /** An attribute of the memory at an address, by its number in {@code CUpointer_attribute}. */
  int attribute(long address, int attribute, int[] value);

  /** Begin and size of the allocation that an address lies in. */
  int range(long address, long[] beginAndSize);

  /** Compiles PTX for the device of the calling thread's context. */
  int loadModule(Object[] module, String ptx);

  int unloadModule(Object module);

  int function(Object[] function, Object module, String name);

  /** Launches a function whose arguments are addresses. */
  int launch(Object function, int blocks, int threads, long stream, long... addresses);
}
