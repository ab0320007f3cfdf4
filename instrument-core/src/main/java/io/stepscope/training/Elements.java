package io.stepscope.training;

import io.stepscope.histogram.ElementType;
import io.stepscope.histogram.HalfFloats;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The elements of one tensor, wherever they lie: in the framework's memory, or in pieces of our
 * own. Read in blocks, each wholly in one piece.
 *
 * <p>Immutable, but not the memory behind it. Read by one thread at a time.
 */
final class Elements {

  /** Most elements read at once. */
  static final int BLOCK = 4096;

  private final ByteBuffer[] pieces;
  private final ElementType type;
  private final float divisor;
  private final int perPiece;
  private final int size;

  /**
   * Elements in several pieces of memory.
   *
   * @param pieces little-endian, from 0 to limit; all but the last hold {@code perPiece} elements
   * @param perPiece a multiple of {@link #BLOCK}, unless there is one piece only
   */
  Elements(ByteBuffer[] pieces, int perPiece, ElementType type, float divisor) {
    this.pieces = pieces;
    this.type = type;
    this.divisor = divisor;
    this.perPiece = perPiece;
    int last = pieces.length - 1;
    this.size = last * perPiece + pieces[last].limit() / type.bytes();
  }

  /** Elements in one piece of memory, from position to limit. */
  static Elements of(ByteBuffer bytes, ElementType type, float divisor) {
    ByteBuffer piece = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    return new Elements(
        new ByteBuffer[] {piece}, Math.max(1, piece.limit() / type.bytes()), type, divisor);
  }

  int size() {
    return size;
  }

  boolean areDoubles() {
    return type == ElementType.FLOAT64;
  }

  /** Whether {@code other} may be subtracted from these or added to them, element by element. */
  boolean match(Elements other) {
    return size == other.size && type == other.type;
  }

  /**
   * Reads elements that are no doubles.
   *
   * @param from a multiple of {@link #BLOCK}
   * @param length at most {@link #BLOCK}
   */
  void read(int from, float[] into, int length) {
    ByteBuffer piece = pieces[from / perPiece];
    int at = from % perPiece;
    switch (type) {
      case FLOAT32 -> piece.asFloatBuffer().get(at, into, 0, length);
      case FLOAT16 -> {
        for (int i = 0; i < length; i++) {
          into[i] = HalfFloats.fromFloat16(piece.getShort((at + i) * Short.BYTES));
        }
      }
      case BFLOAT16 -> {
        for (int i = 0; i < length; i++) {
          into[i] = HalfFloats.fromBfloat16(piece.getShort((at + i) * Short.BYTES));
        }
      }
      case FLOAT64 -> throw new IllegalStateException("doubles are read as such");
    }
    if (divisor != 1) {
      for (int i = 0; i < length; i++) {
        into[i] /= divisor;
      }
    }
  }

  /** Reads doubles, as {@link #read(int, float[], int)} does all others. */
  void read(int from, double[] into, int length) {
    pieces[from / perPiece].asDoubleBuffer().get(from % perPiece, into, 0, length);
    if (divisor != 1) {
      for (int i = 0; i < length; i++) {
        into[i] /= divisor;
      }
    }
  }
}
