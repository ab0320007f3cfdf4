package io.stepscope.probe.nvidia;

import io.stepscope.probe.Pending;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is read of a region when the device is done with it. */
final class CudaPending<T> implements Pending<T> {
  private final CudaBuffers.Region region;
  private final Function<ByteBuffer, T> reading;
  private @Nullable T result;
  private boolean closed;

  CudaPending(CudaBuffers.Region region, Function<ByteBuffer, T> reading) {
    this.region = region;
    this.reading = reading;
  }

  @Override
  public Optional<T> poll() {
    if (closed) {
      throw new IllegalStateException("given up before");
    }
    if (result == null && region.isDone()) {
      result = reading.apply(region.bytes());
    }
    return Optional.ofNullable(result);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      result = null;
      region.giveUp();
    }
  }
}
