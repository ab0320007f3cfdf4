package io.stepscope.probe.nvidia;

import io.stepscope.probe.DeviceMemory;
import io.stepscope.probe.Pending;
import java.nio.ByteBuffer;

/** Copies from a device into memory that it reaches by itself. Thread-safe. */
final class CudaCopies implements DeviceMemory {
  /** What every device takes as a pitch. */
  private static final long MOST_PITCH = Integer.MAX_VALUE;

  private final CudaTransfers transfers;

  CudaCopies(CudaTransfers transfers) {
    this.transfers = transfers;
  }

  @Override
  public Pending<ByteBuffer> copy(long stream, long address, int width, long pitch, int pieces) {
    if (width <= 0 || pieces <= 0 || pitch < width || pitch > MOST_PITCH) {
      throw new IllegalStateException(
          pieces + " pieces of " + width + " bytes, " + pitch + " apart");
    }
    if (pieces > 1 && !transfers.copiesPieces()) {
      throw new IllegalStateException("libcuda lacks " + CudaFunctions.PIECES);
    }
    CudaBuffers buffers = transfers.buffers();
    try {
      return buffers.context.ask(() -> begin(buffers, stream, address, width, pitch, pieces));
    } catch (UnavailableException e) {
      throw transfers.failed(e);
    }
  }

  private static Pending<ByteBuffer> begin(
      CudaBuffers buffers, long stream, long address, int width, long pitch, int pieces)
      throws UnavailableException {
    CudaCalls calls = buffers.calls;
    buffers.checkOpen(stream);
    new DeviceRanges(calls, buffers.context.device())
        .check(address, (pieces - 1) * pitch + width, 1);
    CudaBuffers.Region region = buffers.take((long) pieces * width);
    try {
      region.use(
          stream,
          () -> {
            if (pieces == 1) {
              CudaContext.check(
                  "cuMemcpyDtoHAsync", calls.copyToHost(region.onHost(), address, width, stream));
            } else {
              CudaContext.check(
                  "cuMemcpy2DAsync",
                  calls.copyPiecesToHost(region.onHost(), address, width, pitch, pieces, stream));
            }
          });
    } catch (UnavailableException e) {
      region.giveUp();
      throw e;
    }
    return new CudaPending<>(region, bytes -> bytes);
  }
}
