package io.stepscope.training;

/** Tells whether the elements of a tensor fill one stretch of memory, in whatever order. */
public final class DenseShape {

  private DenseShape() {}

  /**
   * Whether the elements lie side by side: every place of the stretch from the first element to the
   * last is that of exactly one of them. The order of the dimensions does not matter, so that a
   * transposed matrix is dense; one with gaps, one that repeats elements (a stride of 0) and one
   * with a negative stride are not.
   *
   * @param shape length of each dimension; none for a single number
   * @param strides elements from one along each dimension to the next; as many as dimensions
   */
  public static boolean isDense(long[] shape, long[] strides) {
    long filled = 1;
    boolean[] taken = new boolean[shape.length];
    // Each round finds the dimension that continues the stretch.
    for (int round = 0; round < shape.length; round++) {
      for (int dimension = 0; dimension < shape.length; dimension++) {
        if (!taken[dimension] && (shape[dimension] == 1 || strides[dimension] == filled)) {
          taken[dimension] = true;
          filled *= shape[dimension];
        }
      }
    }
    long count = 1;
    for (long length : shape) {
      count *= length;
    }
    return filled == count;
  }
}
