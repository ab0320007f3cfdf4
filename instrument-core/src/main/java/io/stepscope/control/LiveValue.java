package io.stepscope.control;

/**
 * A number of the program that may be changed while it runs.
 *
 * <p>Thread-safe. It changes only between two steps, on the training thread; reading it costs one
 * volatile read.
 */
public final class LiveValue {

  private final String name;
  private final double min;
  private final double max;
  private volatile double value;

  LiveValue(String name, double min, double max, double initial) {
    this.name = name;
    this.min = min;
    this.max = max;
    this.value = initial;
  }

  /** What users call it in {@code control RUN set NAME VALUE}. */
  public String name() {
    return name;
  }

  /** Least value that can be set. */
  public double min() {
    return min;
  }

  /** Greatest value that can be set. */
  public double max() {
    return max;
  }

  /** The value in force. */
  public double get() {
    return value;
  }

  void set(double newValue) {
    value = newValue;
  }

  @Override
  public String toString() {
    return name + "=" + NumberText.of(value);
  }
}
