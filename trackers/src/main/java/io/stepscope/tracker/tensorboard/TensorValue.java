package io.stepscope.tracker.tensorboard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A {@code TensorProto} of numbers or strings.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorboard/blob/2.19.0/tensorboard/compat/proto/tensor.proto">
 *     tensor.proto, types.proto</a>
 */
final class TensorValue {
  static final int FLOAT = 1;
  static final int STRING = 7;

  private static final int DOUBLE = 2;
  private static final int INT32 = 3;
  private static final int INT64 = 9;
  private static final int BOOL = 10;

  private static final int CONTENT = 4;
  private static final int STRING_VAL = 8;

  /** Elements of the largest tensor of numbers that anything is made of. */
  private static final int MOST_NUMBERS = 1 << 20;

  private int type;
  private final List<Long> sizes = new ArrayList<>();
  private final List<byte[]> strings = new ArrayList<>();
  private double[] numbers = new double[1];
  private int count;

  static TensorValue read(ProtoReader in) throws IOException {
    TensorValue tensor = new TensorValue();
    ByteBuffer raw = null;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> tensor.type = (int) in.int64();
        case 2 -> tensor.shape(in.message());
        case CONTENT -> raw = in.content();
        case STRING_VAL -> tensor.strings.add(in.bytes());
        case 5, 6, 7, 10, 11 -> tensor.numbers(field, in);
        default -> {
          // Types of which nothing is made.
        }
      }
    }
    if (raw != null && raw.hasRemaining()) {
      tensor.raw(raw);
    }
    return tensor;
  }

  private void shape(ProtoReader shape) throws IOException {
    for (int field = shape.next(); field != 0; field = shape.next()) {
      if (field == 2) {
        ProtoReader dim = shape.message();
        long size = 0;
        for (int part = dim.next(); part != 0; part = dim.next()) {
          size = part == 1 ? dim.int64() : size;
        }
        sizes.add(size);
      }
    }
  }

  /** {@code float_val} and its like, packed or one by one. */
  private void numbers(int field, ProtoReader in) throws IOException {
    if (!in.isContent()) {
      add(
          switch (field) {
            case 5 -> in.float32();
            case 6 -> in.float64();
            default -> in.int64();
          });
      return;
    }
    ByteBuffer packed = in.content();
    while (packed.hasRemaining()) {
      int width = field == 5 ? Float.BYTES : field == 6 ? Double.BYTES : 1;
      if (packed.remaining() < width) {
        throw new IOException("a list of numbers that is cut off");
      }
      add(
          switch (field) {
            case 5 -> packed.getFloat();
            case 6 -> packed.getDouble();
            default -> ProtoReader.varint(packed);
          });
    }
  }

  private void raw(ByteBuffer raw) throws IOException {
    raw.order(ByteOrder.LITTLE_ENDIAN);
    int width =
        switch (type) {
          case FLOAT, INT32 -> 4;
          case DOUBLE, INT64 -> 8;
          case BOOL -> 1;
          default -> 0;
        };
    while (width > 0 && raw.remaining() >= width) {
      add(
          switch (type) {
            case FLOAT -> raw.getFloat();
            case DOUBLE -> raw.getDouble();
            case INT32 -> raw.getInt();
            case INT64 -> raw.getLong();
            default -> raw.get();
          });
    }
  }

  private void add(double number) throws IOException {
    if (count == MOST_NUMBERS) {
      throw new IOException("a tensor of more than " + MOST_NUMBERS + " numbers");
    }
    if (count == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * count);
    }
    numbers[count++] = number;
  }

  boolean isFloat32() {
    return type == FLOAT;
  }

  /** Sizes of the dimensions; empty for a single value. */
  List<Long> sizes() {
    return sizes;
  }

  /** The elements, the last dimension running fastest; one number may stand for all. */
  double[] numbers() throws IOException {
    long size = 1;
    for (long dimension : sizes) {
      size = dimension < 0 || dimension > MOST_NUMBERS ? -1 : size * dimension;
      if (size < 0 || size > MOST_NUMBERS) {
        throw new IOException("a tensor of shape " + sizes);
      }
    }
    if (count == 0 || count > size) {
      return Arrays.copyOf(numbers, count);
    }
    double[] all = Arrays.copyOf(numbers, (int) size);
    Arrays.fill(all, count, all.length, numbers[count - 1]);
    return all;
  }

  List<byte[]> strings() {
    return strings;
  }
}
