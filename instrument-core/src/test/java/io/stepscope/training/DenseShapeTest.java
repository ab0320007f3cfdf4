package io.stepscope.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DenseShapeTest {

  @Test
  void takesOneStretchInWhateverOrder() {
    assertThat(isDense(new long[] {}, new long[] {})).as("a single number").isTrue();
    assertThat(isDense(new long[] {5}, 1)).isTrue();
    assertThat(isDense(new long[] {2, 3}, 3, 1)).isTrue();
    assertThat(isDense(new long[] {2, 3}, 1, 2)).as("transposed").isTrue();
    assertThat(isDense(new long[] {2, 3, 4}, 1, 8, 2)).as("the middle one last").isTrue();
  }

  @Test
  void doesNotCareForTheStrideOfDimensionsOfOneElement() {
    assertThat(isDense(new long[] {1, 3}, 99, 1)).isTrue();
    assertThat(isDense(new long[] {2, 1, 3}, 3, 0, 1)).isTrue();
  }

  @Test
  void takesNoGapsRepetitionsAndReversals() {
    assertThat(isDense(new long[] {2, 3}, 4, 1)).as("a part of each row").isFalse();
    assertThat(isDense(new long[] {3}, 2)).as("every other element").isFalse();
    assertThat(isDense(new long[] {2, 3}, 0, 1)).as("one row, twice").isFalse();
    assertThat(isDense(new long[] {3}, -1)).isFalse();
  }

  private static boolean isDense(long[] shape, long... strides) {
    return DenseShape.isDense(shape, strides);
  }
}
