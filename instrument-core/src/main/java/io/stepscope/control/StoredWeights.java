package io.stepscope.control;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * Weights that a training may be reset to, bit by bit, kept in a file instead of in memory. The
 * file goes with {@link #close}.
 *
 * <p>Not thread-safe.
 */
public final class StoredWeights implements AutoCloseable {

  private final FileChannel channel;
  private final Map<String, Place> places = new HashMap<>();

  /**
   * Begins an empty store.
   *
   * @param file replaced if it is there
   * @throws IOException if it cannot be written
   */
  public StoredWeights(Path file) throws IOException {
    channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
  }

  /**
   * Stores the bytes between position and limit, which stay as they are.
   *
   * @throws IOException if they cannot be written, on a full disk for instance
   */
  public void put(String name, ByteBuffer bytes) throws IOException {
    ByteBuffer from = bytes.duplicate();
    Place place = new Place(channel.size(), from.remaining());
    long at = place.offset;
    while (from.hasRemaining()) {
      at += channel.write(from, at);
    }
    places.put(name, place);
  }

  /** Whether there is something of this name. */
  public boolean has(String name) {
    return places.containsKey(name);
  }

  /**
   * Reads back what was stored, into memory outside the heap.
   *
   * @throws IOException if it cannot be read, or was never stored
   */
  public ByteBuffer get(String name) throws IOException {
    Place place = places.get(name);
    if (place == null) {
      throw new IOException("no copy of " + name + " was stored at the start");
    }
    ByteBuffer bytes = ByteBuffer.allocateDirect(place.length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, place.offset + bytes.position()) < 0) {
        throw new EOFException("the copy of " + name + " was cut off");
      }
    }
    return bytes.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private record Place(long offset, int length) {}
}
