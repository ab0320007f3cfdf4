package io.stepscope.tracker.micrometer;

import io.stepscope.event.EventKind;
import io.stepscope.tracker.Capabilities;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The {@code micrometer} tracker: gauges, timers and counters of what goes on now, in the program's
 * own registry, or in one that Prometheus scrapes or that pushes by OTLP.
 *
 * <p>A live side channel: a registry knows no steps and no past, so of several values between two
 * looks only the last is seen, and old runs cannot be replayed to it.
 */
public final class MicrometerTrackerProvider implements TrackerProvider {

  private static final int MAX_BATCH_EVENTS = 8_192;
  private static final int MOST_METERS = 1_000;

  /** What OpenTelemetry's exporters for Prometheus listen on by default. */
  private static final int USUAL_PORT = 9464;

  private static final String CORE = "io.micrometer.core.instrument.MeterRegistry";
  private static final String PROMETHEUS =
      "io.micrometer.prometheusmetrics.PrometheusMeterRegistry";
  private static final String OTLP = "io.micrometer.registry.otlp.OtlpMeterRegistry";

  /** Name of the loader of the one jar, where no registry of the program's can be seen. */
  private static final String ISOLATED = "stepscope";

  @Override
  public String name() {
    return "micrometer";
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(
        EnumSet.of(
            EventKind.SCALAR,
            EventKind.TIMING,
            EventKind.STEP_COMPLETE,
            EventKind.CONSOLE_LINE,
            EventKind.ALERT,
            EventKind.CONTROL_ACTION,
            EventKind.RUN_STARTED,
            EventKind.RUN_ENDED),
        false,
        MAX_BATCH_EVENTS);
  }

  @Override
  public Set<String> keys() {
    return Set.of("port", "otlp", "max");
  }

  @Override
  public Tracker create(TrackerSettings settings) {
    Map<String, String> keys = settings.keys();
    need(CORE, "trackers=micrometer", "micrometer-core");
    int most = number(keys.getOrDefault("max", ""), "max", 1, 1_000_000).orElse(MOST_METERS);
    OptionalInt port = number(keys.getOrDefault("port", ""), "port", 0, 65_535);
    String otlp = url(keys.getOrDefault("otlp", ""));
    if (port.isEmpty() && otlp.isEmpty() && isIsolated()) {
      port = OptionalInt.of(USUAL_PORT);
    }
    if (port.isPresent()) {
      need(PROMETHEUS, "micrometer.port", "micrometer-registry-prometheus");
    }
    if (!otlp.isEmpty()) {
      need(OTLP, "micrometer.otlp", "micrometer-registry-otlp");
    }
    RegistrySource source =
        port.isEmpty() && otlp.isEmpty()
            ? () -> new OpenRegistry(MicrometerRegistry.current(), () -> {})
            : new OwnRegistry(port, otlp, settings.notices());
    return new MicrometerTracker(settings.run(), source, most, Clock.systemUTC());
  }

  private static boolean isIsolated() {
    ClassLoader loader = MicrometerTrackerProvider.class.getClassLoader();
    return loader != null && ISOLATED.equals(loader.getName());
  }

  private static void need(String type, String key, String artifact) {
    try {
      Class.forName(type, false, MicrometerTrackerProvider.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          key + " needs io.micrometer:" + artifact + " on the class path; add it", e);
    }
  }

  private static OptionalInt number(String value, String key, int least, int most) {
    if (value.isBlank()) {
      return OptionalInt.empty();
    }
    try {
      int number = Integer.parseInt(value.strip());
      if (number >= least && number <= most) {
        return OptionalInt.of(number);
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number out of range.
    }
    throw new IllegalArgumentException(
        "micrometer." + key + "=" + value + " is not a number from " + least + " to " + most);
  }

  private static String url(String value) {
    String text = value.strip();
    if (text.isEmpty()) {
      return "";
    }
    try {
      URI uri = new URI(text);
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return text;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "micrometer.otlp=" + value + " is no URL; use one as http://localhost:4318/v1/metrics");
  }
}
