package io.stepscope.training;

import io.stepscope.training.ChunkPool.Chunk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies tensors into chunks at the speed of memory. Small ones share a chunk.
 *
 * <p>Not thread-safe; the copies may be read and released by any one other thread.
 */
final class TensorCopies {

  /** Where an element of any type may begin. */
  private static final int ALIGNMENT = Double.BYTES;

  private final ChunkPool pool;
  private final List<Chunk> taken = new ArrayList<>();
  private @Nullable Chunk last;
  private int filled;

  TensorCopies(ChunkPool pool) {
    this.pool = pool;
  }

  /** A copy of what {@code view} shows; null when there is no room for it now. */
  @Nullable TensorCopy of(TensorView view) {
    ByteBuffer bytes = view.bytes();
    int size = bytes.remaining();
    taken.clear();
    Chunk shared = last;
    if (shared != null && size <= ChunkPool.CHUNK_BYTES - filled) {
      pool.share(shared);
      taken.add(shared);
      return fill(view, filled);
    }
    if (!pool.take(chunksFor(size), taken)) {
      return null;
    }
    return fill(view, 0);
  }

  /** Whether there is room for {@code view} when nothing else is copied. */
  boolean couldHold(TensorView view) {
    return (long) chunksFor(view.bytes().remaining()) * ChunkPool.CHUNK_BYTES <= pool.bytes();
  }

  /** No more copies for now: what is left of the last chunk is not kept for the next ones. */
  void close() {
    if (last != null) {
      pool.release(last);
      last = null;
    }
  }

  private TensorCopy fill(TensorView view, int start) {
    ByteBuffer from = view.bytes();
    int size = from.remaining();
    ByteBuffer[] pieces = new ByteBuffer[taken.size()];
    int done = 0;
    int at = start;
    for (int i = 0; i < pieces.length; i++) {
      int length = Math.min(size - done, ChunkPool.CHUNK_BYTES - at);
      ByteBuffer chunk = taken.get(i).bytes;
      chunk.put(at, from, from.position() + done, length);
      pieces[i] = chunk.slice(at, length).order(ByteOrder.LITTLE_ENDIAN);
      done += length;
      at = i < pieces.length - 1 ? 0 : at + length;
    }
    continueIn(taken.get(pieces.length - 1), at);
    int perPiece = Math.max(1, (ChunkPool.CHUNK_BYTES - start) / view.type().bytes());
    Elements elements = new Elements(pieces, perPiece, view.type(), view.divisor());
    return new TensorCopy(elements, pool, List.copyOf(taken));
  }

  /** The next small tensor goes where there is most room. */
  private void continueIn(Chunk chunk, int end) {
    int aligned = Math.min((end + ALIGNMENT - 1) & -ALIGNMENT, ChunkPool.CHUNK_BYTES);
    if (chunk.equals(last)) {
      filled = aligned;
    } else if (last == null || aligned < filled) {
      close();
      pool.share(chunk);
      last = chunk;
      filled = aligned;
    }
  }

  private static int chunksFor(int bytes) {
    return Math.max(1, (int) (((long) bytes + ChunkPool.CHUNK_BYTES - 1) / ChunkPool.CHUNK_BYTES));
  }

  /**
   * A copy of a tensor.
   *
   * @param elements valid until {@link #release}
   */
  record TensorCopy(Elements elements, ChunkPool pool, List<Chunk> chunks) {

    /** Gives the memory back; once. */
    void release() {
      chunks.forEach(pool::release);
    }
  }
}
