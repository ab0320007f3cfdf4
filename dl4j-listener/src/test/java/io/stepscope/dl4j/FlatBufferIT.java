package io.stepscope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class FlatBufferIT {

  @Test
  void showsTheElementsOfAViewAndNotThoseOfItsParent() {
    INDArray parent = Nd4j.linspace(0, 99, 100).castTo(Nd4j.dataType());
    INDArray view = parent.get(NDArrayIndex.interval(40, 60));
    FlatBuffer flat = Objects.requireNonNull(FlatBuffer.of(view));
    ByteBuffer bytes = Objects.requireNonNull(flat.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(bytes.remaining()).isEqualTo(20 * Float.BYTES);
    assertThat(bytes.getFloat(0)).isEqualTo(40);
    assertThat(flat.holds(parent.get(NDArrayIndex.interval(45, 50)))).isTrue();
    assertThat(flat.holds(parent.get(NDArrayIndex.interval(55, 65)))).isFalse();
    assertThat(flat.holds(parent.dup())).isFalse();
  }

  @Test
  void knowsViewsByTheirMemoryAndNotByAnAddress() {
    INDArray parent = Nd4j.linspace(0, 99, 100).castTo(Nd4j.dataType());
    FlatBuffer flat = Objects.requireNonNull(FlatBuffer.of(parent));
    assertThat(flat.holds(asWithCuda(parent.get(NDArrayIndex.interval(45, 50))))).isTrue();
    assertThat(flat.holds(asWithCuda(parent.dup().get(NDArrayIndex.interval(45, 50))))).isFalse();
  }

  /** ND4J's backend for CUDA tells of a view where the view itself begins. */
  private static INDArray asWithCuda(INDArray view) {
    DataBuffer own = view.data();
    Pointer there = new At(own.pointer().address() + view.offset() * Float.BYTES);
    DataBuffer data = fake(DataBuffer.class, own, "pointer", there);
    return fake(INDArray.class, view, "data", data);
  }

  private static final class At extends Pointer {
    At(long at) {
      address = at;
    }
  }

  private static <T> T fake(Class<T> type, T real, String but, Object answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                method.getName().equals(but) && arguments == null
                    ? answer
                    : method.invoke(real, arguments)));
  }

  @Test
  void showsAPartOfMemoryThatIsTooLargeToBeShownAsAWhole() {
    INDArray array = Nd4j.linspace(0, 99, 100).castTo(Nd4j.dataType());
    FlatBuffer flat = Objects.requireNonNull(FlatBuffer.of(array));
    ByteBuffer part =
        flat.part(30 * Float.BYTES, 5 * Float.BYTES).slice().order(ByteOrder.LITTLE_ENDIAN);
    assertThat(part.remaining()).isEqualTo(5 * Float.BYTES);
    assertThat(part.getFloat(0)).isEqualTo(30);
    assertThat(part.getFloat(4 * Float.BYTES)).isEqualTo(34);
  }
}
