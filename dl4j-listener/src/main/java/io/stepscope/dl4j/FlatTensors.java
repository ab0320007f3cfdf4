package io.stepscope.dl4j;

import io.stepscope.histogram.ElementType;
import io.stepscope.training.TensorView;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Views of the parts of a network's flat buffer, wherever it lies. */
final class FlatTensors {

  private final FlatBuffer buffer;
  private final ElementType type;
  private final Nd4jDevices.@Nullable Memory memory;

  private FlatTensors(FlatBuffer buffer, ElementType type, Nd4jDevices.@Nullable Memory memory) {
    this.buffer = buffer;
    this.type = type;
    this.memory = memory;
  }

  /** The buffer that {@code array} lies in; null when there is nothing to look at. */
  static @Nullable FlatTensors of(@Nullable INDArray array, Nd4jDevices devices) {
    FlatBuffer buffer = FlatBuffer.of(array);
    ElementType type = array == null ? null : ElementTypes.of(array.dataType());
    return array == null || buffer == null || type == null
        ? null
        : new FlatTensors(buffer, type, devices.memoryOf(array));
  }

  /**
   * A part of the buffer; null when it is larger than can be shown, and is asked about nowhere
   * else.
   *
   * @param offset first element, from the start of the memory as {@link INDArray#offset} tells
   * @param length number of elements
   */
  @Nullable TensorView view(long offset, long length) {
    if (memory == null && Nd4jDevices.areOnHost()) {
      return buffer.view(offset, length);
    }
    if (memory == null && !FlatBuffer.canShow(length, type)) {
      return null;
    }
    return TensorView.onDevice(
        memory == null ? null : memory.part(offset, length),
        type,
        () ->
            Objects.requireNonNull(
                buffer.view(offset, length), "arrays of more than 2 GiB cannot be copied"));
  }
}
