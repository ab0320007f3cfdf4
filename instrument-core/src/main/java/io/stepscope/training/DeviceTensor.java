package io.stepscope.training;

import io.stepscope.histogram.ElementType;
import io.stepscope.probe.Accelerator;

/**
 * Where a tensor lies in the memory of a device. The elements fill one stretch of it, in whatever
 * order. Nothing is borrowed: the memory is the framework's, and what is to be read of it is asked
 * for before the framework is given more to do.
 *
 * @param device what counts and copies there
 * @param stream the queue of work that the framework gives the calling thread's work to; 0 for the
 *     default one
 * @param address where the first element lies
 * @param count number of elements, at least 1
 * @param type how an element is stored
 * @param divisor what each element is divided by before it is counted, as {@link
 *     TensorView#dividedBy} has it; 1 leaves it as it is
 */
public record DeviceTensor(
    Accelerator device, long stream, long address, long count, ElementType type, float divisor) {

  /** A tensor whose elements are counted as they are. */
  public DeviceTensor(Accelerator device, long stream, long address, long count, ElementType type) {
    this(device, stream, address, count, type, 1);
  }

  /** Whether anything may be learnt of the tensors of a device: it counts them, or copies. */
  public static boolean canBeSeenOn(Accelerator device) {
    return device.tensorStatistics().isPresent() || device.memory().isPresent();
  }

  DeviceTensor dividedBy(float by) {
    return new DeviceTensor(device, stream, address, count, type, by);
  }
}
