package io.stepscope.probe;

/** Takes what one look of a probe found. Used by the thread that looks, during that look. */
public interface Readings {

  /**
   * Tells a number in SI units: bytes, seconds, watts, joules, hertz, degrees Celsius, and
   * fractions of one instead of percent.
   *
   * @param metric name, {@code group/name}; of a {@link Probe} the whole series, of an {@link
   *     Accelerator} what follows its own name
   * @param value what was measured; NaN and infinities stand for "not known" and are left out
   */
  void put(String metric, double value);

  /** Tells a whole number, such as bytes. */
  default void put(String metric, long value) {
    put(metric, (double) value);
  }
}
