package io.stepscope.dl4j;

import io.stepscope.histogram.ElementType;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;

/** How ND4J's elements are stored. */
final class ElementTypes {

  private ElementTypes() {}

  /** The type to read elements as; null for types that are not floating-point. */
  static @Nullable ElementType of(DataType type) {
    return switch (type) {
      case FLOAT -> ElementType.FLOAT32;
      case DOUBLE -> ElementType.FLOAT64;
      case HALF -> ElementType.FLOAT16;
      case BFLOAT16 -> ElementType.BFLOAT16;
      default -> null;
    };
  }
}
