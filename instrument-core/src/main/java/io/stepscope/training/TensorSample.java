package io.stepscope.training;

import io.stepscope.probe.DeviceMemory;
import io.stepscope.probe.Pending;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Elements of a tensor on a device, on their way to the host: all of a small one, and of a larger
 * one at most {@link #MOST}, evenly spread. Which ones depends on the number of elements alone, so
 * that two samples of a parameter can be subtracted.
 *
 * <p>Begun on the training thread; asked and closed by one thread at a time.
 */
final class TensorSample {

  /** Most elements of a sample. */
  static final int MOST = 4096;

  private final DeviceTensor of;
  private final Pending<ByteBuffer> pending;
  private final int size;
  private @Nullable ByteBuffer bytes;

  private TensorSample(DeviceTensor of, Pending<ByteBuffer> pending, int size) {
    this.of = of;
    this.pending = pending;
    this.size = size;
  }

  /**
   * Begins to copy.
   *
   * @throws IllegalStateException if the device refuses
   */
  static TensorSample begin(DeviceTensor of, DeviceMemory memory) {
    int bytes = of.type().bytes();
    if (of.count() <= MOST) {
      int all = Math.toIntExact(of.count() * bytes);
      return new TensorSample(
          of, memory.copy(of.stream(), of.address(), all, all, 1), (int) of.count());
    }
    long distance = distance(of.count());
    int pieces = Math.toIntExact((of.count() + distance - 1) / distance);
    return new TensorSample(
        of, memory.copy(of.stream(), of.address(), bytes, distance * bytes, pieces), pieces);
  }

  /**
   * Elements from one of a sample to the next: a prime number, since rows have mostly lengths of
   * small factors and the sample is not to be of a few columns.
   */
  static long distance(long count) {
    long distance = (count + MOST - 1) / MOST;
    while (!isPrime(distance)) {
      distance++;
    }
    return distance;
  }

  private static boolean isPrime(long number) {
    for (long factor = 2; factor * factor <= number; factor++) {
      if (number % factor == 0) {
        return false;
      }
    }
    return number > 1;
  }

  /** Whether it has every element. */
  boolean isWhole() {
    return of.count() <= MOST;
  }

  /** Whether {@code other} has the same elements of a tensor of the same kind. */
  boolean matches(TensorSample other) {
    return of.count() == other.of.count() && of.type() == other.of.type();
  }

  /**
   * Whether it is there; never waits.
   *
   * @throws IllegalStateException if it will never be
   */
  boolean isThere() {
    if (bytes == null) {
      Optional<ByteBuffer> copied = pending.poll();
      if (copied.isPresent()) {
        ByteBuffer there = copied.get();
        if (there.remaining() != size * of.type().bytes()) {
          throw new IllegalStateException(there.remaining() + " bytes of " + size + " elements");
        }
        bytes = there;
      }
    }
    return bytes != null;
  }

  /** The values as they are counted; valid until it is closed. */
  Elements elements() {
    if (bytes == null) {
      throw new IllegalStateException("nobody asked whether it is there");
    }
    return Elements.of(bytes, of.type(), of.divisor());
  }

  /** Gives back what the device holds for it. */
  void close() {
    pending.close();
  }
}
