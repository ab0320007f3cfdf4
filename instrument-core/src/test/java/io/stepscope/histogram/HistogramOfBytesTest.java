package io.stepscope.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HistogramOfBytesTest {
  private static final int LENGTH = 9_001;

  private final HistogramBuilder builder = new HistogramBuilder();

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void countsBytesInWhateverBufferLikeTheirValues(ElementType type) {
    byte[] bytes = new byte[LENGTH * type.bytes()];
    new Random(11).nextBytes(bytes);
    Histogram expected = expected(bytes, type);

    for (ByteBuffer buffer : buffers(bytes)) {
      int position = buffer.position();
      Histogram actual = builder.reset().add(buffer, type).build();
      HistogramAssert.assertSame(buffer + " " + buffer.order(), actual, expected);
      assertThat(buffer.position()).isEqualTo(position);
    }
  }

  @Test
  void widensEveryFloat16AsTheStandardSays() {
    for (int bits = 0; bits <= 0xffff; bits++) {
      float expected = (float) float16((short) bits);
      assertThat(HalfFloats.fromFloat16((short) bits))
          .as("bits %x", bits)
          .isEqualTo((Float) expected);
    }
    assertThat(HalfFloats.fromFloat16((short) 0x8000)).isEqualTo((Float) (-0f));
  }

  @Test
  void refusesAPartOfAnElement() {
    assertThatThrownBy(() -> builder.add(ByteBuffer.allocate(7), ElementType.FLOAT32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("7 bytes are not whole elements of FLOAT32");
  }

  /** Heap and direct, of both orders, aligned and not, writable and read-only. */
  private static List<ByteBuffer> buffers(byte[] bytes) {
    List<ByteBuffer> buffers = new ArrayList<>();
    for (int offset : new int[] {0, 1, 8}) {
      int size = offset + bytes.length + 3;
      for (ByteBuffer room : List.of(ByteBuffer.allocate(size), ByteBuffer.allocateDirect(size))) {
        room.put(offset, bytes).position(offset).limit(offset + bytes.length);
        buffers.add(room);
        buffers.add(room.duplicate().order(ByteOrder.LITTLE_ENDIAN));
        buffers.add(room.asReadOnlyBuffer());
      }
    }
    return buffers;
  }

  private static Histogram expected(byte[] bytes, ElementType type) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      values[i] =
          switch (type) {
            case FLOAT32 -> in.getFloat();
            case FLOAT64 -> in.getDouble();
            case FLOAT16 -> float16(in.getShort());
            case BFLOAT16 -> Float.intBitsToFloat(in.getShort() << 16);
          };
    }
    return NaiveHistogram.of(values);
  }

  /** Sign, exponent and mantissa, put together by arithmetic. */
  private static double float16(short half) {
    int exponent = (half >> 10) & 31;
    int mantissa = half & 1023;
    double size =
        switch (exponent) {
          case 0 -> mantissa * 0x1p-24;
          case 31 -> mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> (1024 + mantissa) * Math.pow(2, exponent - 25);
        };
    return half < 0 ? -size : size;
  }
}
