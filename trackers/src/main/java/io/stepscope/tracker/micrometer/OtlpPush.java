package io.stepscope.tracker.micrometer;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A registry that pushes to an OpenTelemetry collector. Loaded only when somebody wants it. */
final class OtlpPush {

  /** Often enough for a live view; closing the registry sends the last values. */
  private static final Duration STEP = Duration.ofSeconds(10);

  private OtlpPush() {}

  /** Pushes to {@code url}, for instance {@code http://localhost:4318/v1/metrics}. */
  static MeterRegistry to(String url) {
    OtlpConfig config =
        new OtlpConfig() {
          @Override
          public @Nullable String get(String key) {
            return null;
          }

          @Override
          public String url() {
            return url;
          }

          @Override
          public Duration step() {
            return STEP;
          }
        };
    return new OtlpMeterRegistry(config, Clock.SYSTEM);
  }
}
