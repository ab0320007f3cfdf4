package io.stepscope.training;

import io.stepscope.histogram.ElementType;
import java.nio.ByteBuffer;

/**
 * What a layer gave out for one batch, borrowed from the framework for one call.
 *
 * @param bytes little-endian elements; only read, and by absolute index alone
 * @param type how an element is stored
 * @param offset index of the first element, in elements from the start of {@code bytes}
 * @param shape size of each dimension, for instance {@code [examples, units]}
 * @param stride elements from one index of a dimension to the next, one for each dimension
 * @param unitDimension the dimension that tells units (neurons, features, channels) apart
 */
public record ActivationView(
    ByteBuffer bytes,
    ElementType type,
    long offset,
    long[] shape,
    long[] stride,
    int unitDimension) {

  /** Number of elements. */
  long count() {
    long count = 1;
    for (long size : shape) {
      count *= size;
    }
    return count;
  }

  /** Whether the elements fill a stretch of memory, in whatever order. */
  boolean isDense() {
    long span = 1;
    for (int i = 0; i < shape.length; i++) {
      span += (shape[i] - 1) * stride[i];
    }
    return span == count();
  }
}
