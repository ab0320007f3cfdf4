package io.stepscope.tracker.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * Which registry of a program gets the meters of its runs: {@link Metrics#globalRegistry}, or the
 * one given here.
 *
 * <p>Thread-safe.
 */
public final class MicrometerRegistry {

  private static volatile @Nullable MeterRegistry given;

  private MicrometerRegistry() {}

  /** Uses {@code registry} for the runs that begin from now on; null for the global one. */
  public static void use(@Nullable MeterRegistry registry) {
    given = registry;
  }

  /** The registry for a run that begins now. */
  static MeterRegistry current() {
    MeterRegistry registry = given;
    return registry == null ? Metrics.globalRegistry : registry;
  }
}
