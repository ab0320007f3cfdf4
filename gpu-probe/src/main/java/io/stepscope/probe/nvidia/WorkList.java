package io.stepscope.probe.nvidia;

import io.stepscope.probe.TensorStatistics.Element;
import io.stepscope.probe.TensorStatistics.Tensor;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Tensors cut into pieces, one for each block of the kernel, and where the kernel writes what it
 * finds: after the pieces comes a part for each of them, then 4,096 counters for each slot. A
 * tensor has one slot, or several if it has more elements than a counter counts. All little-endian;
 * {@code histogram.cu} has the same layout.
 */
final class WorkList {
  static final int BINS = 4096;

  /** {@code struct Piece}: u64 address, u32 count, u32 slot, u32 element, f32 divisor. */
  static final int PIECE_BYTES = 24;

  /** {@code struct Part}: f64 sum, f64 squares, f32 lowest, f32 highest, u32 zeros, u32 inf. */
  static final int PART_BYTES = 32;

  static final int SLOT_BYTES = BINS * Integer.BYTES;

  /** Of a piece. Below it, emptying the counters takes longer than filling them. */
  private static final int FEWEST = 1 << 13;

  private static final int MOST = 1 << 20;

  /** Pieces that large tensors are cut into, so that all of a device has something to do. */
  private static final int WANTED = 4096;

  /** Elements that counters of 32 bits take; a multiple of all sizes of pieces. */
  private static final long MOST_IN_SLOT = 1L << 31;

  final List<Tensor> tensors;
  final int slots;
  final int pieces;
  private final int inPiece;

  /** Cuts tensors, those without elements into nothing. */
  WorkList(List<Tensor> tensors) {
    this.tensors = List.copyOf(tensors);
    long elements = 0;
    for (Tensor tensor : this.tensors) {
      if (tensor.count() < 0 || tensor.count() > Long.MAX_VALUE / 8) {
        throw new IllegalStateException("a tensor of " + tensor.count() + " elements");
      }
      elements = Math.addExact(elements, tensor.count());
    }
    long fair = Math.max(FEWEST, Math.min(MOST, elements / WANTED));
    inPiece = Integer.highestOneBit((int) fair);
    long allPieces = 0;
    long allSlots = 0;
    for (Tensor tensor : this.tensors) {
      allPieces += ceil(tensor.count(), inPiece);
      allSlots += slots(tensor);
    }
    if (allPieces > Integer.MAX_VALUE / PART_BYTES || allSlots > Integer.MAX_VALUE / SLOT_BYTES) {
      throw new IllegalStateException("more than can be counted at once");
    }
    pieces = (int) allPieces;
    slots = (int) allSlots;
  }

  static int size(Element element) {
    return element == Element.FLOAT32 ? Float.BYTES : Short.BYTES;
  }

  /** Bytes of the pieces, and where the parts begin. */
  int listBytes() {
    return pieces * PIECE_BYTES + (pieces % 2) * 8; // Parts hold doubles; whole 16 bytes.
  }

  /** Where the counters begin. */
  int binsOffset() {
    return listBytes() + pieces * PART_BYTES;
  }

  /** Of all together. */
  long bytes() {
    return (long) binsOffset() + (long) slots * SLOT_BYTES;
  }

  /** Writes the pieces at the position, which moves. */
  void write(ByteBuffer to) {
    int slot = 0;
    for (Tensor tensor : tensors) {
      for (long from = 0; from < tensor.count(); from += inPiece) {
        to.putLong(tensor.address() + from * size(tensor.element()));
        to.putInt((int) Math.min(inPiece, tensor.count() - from));
        to.putInt(slot + (int) (from / MOST_IN_SLOT));
        to.putInt(code(tensor.element()));
        to.putFloat(tensor.divisor());
      }
      slot += slots(tensor);
    }
  }

  /** Pieces of this tensor. */
  int pieces(Tensor tensor) {
    return (int) ceil(tensor.count(), inPiece);
  }

  /** Slots of this tensor. */
  int slots(Tensor tensor) {
    return (int) ceil(tensor.count(), MOST_IN_SLOT);
  }

  private static long ceil(long count, long size) {
    return (count + size - 1) / size;
  }

  /** {@code enum} of the kernel. */
  private static int code(Element element) {
    return switch (element) {
      case FLOAT32 -> 0;
      case FLOAT16 -> 1;
      case BFLOAT16 -> 2;
    };
  }
}
