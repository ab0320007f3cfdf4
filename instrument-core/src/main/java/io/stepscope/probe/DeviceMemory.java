package io.stepscope.probe;

import java.nio.ByteBuffer;

/**
 * Copies a few bytes from a device to the host without making one wait for the other: a loss, or a
 * sample of a tensor.
 */
public interface DeviceMemory {

  /**
   * Begins to copy, behind the work that was given to the device so far, and returns at once. To be
   * called on a thread that gives the device work.
   *
   * <p>What lies there may be changed or given back by work that comes later on the same stream.
   *
   * @param stream the device's queue of work, as the framework calls it; 0 for its default
   * @param address where the first piece lies in the memory of the device
   * @param width bytes of each piece
   * @param pitch bytes from the begin of a piece to that of the next; at least {@code width}
   * @param pieces how many pieces
   * @return the pieces, side by side in the byte order of the device; the bytes are valid until it
   *     is closed
   * @throws NotReadyException as long as the device prepares itself in the background, for which
   *     asking may have been the occasion
   * @throws IllegalStateException if it cannot be begun: the memory is not the device's, too much
   *     is pending, or the stream is being captured into a graph
   */
  Pending<ByteBuffer> copy(long stream, long address, int width, long pitch, int pieces);
}
