package io.stepscope.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stepscope.histogram.ElementType;
import io.stepscope.histogram.HalfFloats;
import io.stepscope.histogram.HistogramBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorViewTest {

  private final HostStatistics statistics = new HostStatistics();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 4096, 4097, 10_000})
  void dividesFloatsOneByOne(int size) {
    float[] values = new float[size];
    float[] divided = new float[size];
    ByteBuffer bytes = bytes(size * Float.BYTES);
    Random random = new Random(size);
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
      divided[i] = values[i] / 7f;
      bytes.putFloat(i * Float.BYTES, values[i]);
    }
    assertThat(statistics.of(view(bytes, ElementType.FLOAT32).dividedBy(7).elements()))
        .isEqualTo(new HistogramBuilder().add(divided, 0, size).build());
    assertThat(statistics.of(view(bytes, ElementType.FLOAT32).elements()))
        .as("the tensor keeps its values")
        .isEqualTo(new HistogramBuilder().add(values, 0, size).build());
  }

  @Test
  void dividesDoublesAsDoubles() {
    double[] divided = new double[5000];
    ByteBuffer bytes = bytes(divided.length * Double.BYTES);
    for (int i = 0; i < divided.length; i++) {
      bytes.putDouble(i * Double.BYTES, i * 1e-3);
      divided[i] = i * 1e-3 / 3f;
    }
    assertThat(statistics.of(view(bytes, ElementType.FLOAT64).dividedBy(3).elements()))
        .isEqualTo(new HistogramBuilder().add(divided, 0, divided.length).build());
  }

  @Test
  void dividesHalvesAsFloats() {
    float[] divided16 = new float[1 << 16];
    float[] dividedB16 = new float[1 << 16];
    ByteBuffer bytes = bytes(divided16.length * Short.BYTES);
    for (int i = 0; i < divided16.length; i++) {
      bytes.putShort(i * Short.BYTES, (short) i);
      divided16[i] = HalfFloats.fromFloat16((short) i) / 32f;
      dividedB16[i] = HalfFloats.fromBfloat16((short) i) / 32f;
    }
    assertThat(statistics.of(view(bytes, ElementType.FLOAT16).dividedBy(32).elements()))
        .isEqualTo(new HistogramBuilder().add(divided16, 0, divided16.length).build());
    assertThat(statistics.of(view(bytes, ElementType.BFLOAT16).dividedBy(32).elements()))
        .isEqualTo(new HistogramBuilder().add(dividedB16, 0, dividedB16.length).build());
  }

  @Test
  void dividesEachTermOfASumByItsOwn() {
    Elements one = view(floats(8, 16), ElementType.FLOAT32).dividedBy(8).elements();
    Elements other = view(floats(30, 60), ElementType.FLOAT32).dividedBy(3).elements();
    assertThat(statistics.sum(List.of(one, other)))
        .isEqualTo(new HistogramBuilder().add(new float[] {11, 22}, 0, 2).build());
    assertThat(statistics.change(one, other).update())
        .isEqualTo(new HistogramBuilder().add(new float[] {9, 18}, 0, 2).build());
  }

  @Test
  void closesWhatTheUndividedViewWouldHaveClosed() {
    AtomicInteger closed = new AtomicInteger();
    new TensorView(floats(1), ElementType.FLOAT32, closed::incrementAndGet)
        .dividedBy(2)
        .andThen(closed::incrementAndGet)
        .close();
    assertThat(closed).hasValue(2);
  }

  @Test
  void startsAtThePositionOfTheBuffer() {
    ByteBuffer bytes = floats(1, 2, 3, 4).position(4).limit(12);
    assertThat(statistics.of(view(bytes, ElementType.FLOAT32).dividedBy(2).elements()))
        .isEqualTo(new HistogramBuilder().add(new float[] {1, 1.5f}, 0, 2).build());
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -1, Float.NaN, Float.POSITIVE_INFINITY})
  void rejectsWhatIsNoDivisor(float divisor) {
    TensorView view = view(floats(1), ElementType.FLOAT32);
    assertThatThrownBy(() -> view.dividedBy(divisor))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(divisor));
  }

  private static TensorView view(ByteBuffer bytes, ElementType type) {
    return new TensorView(bytes, type, () -> {});
  }

  private static ByteBuffer floats(float... values) {
    ByteBuffer bytes = bytes(values.length * Float.BYTES);
    for (int i = 0; i < values.length; i++) {
      bytes.putFloat(i * Float.BYTES, values[i]);
    }
    return bytes;
  }

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
