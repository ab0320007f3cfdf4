package io.stepscope.tracker.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stepscope.event.Event;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStarted;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import io.stepscope.http.JsonValue;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Delivered;
import io.stepscope.tracker.ReadBack;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import io.stepscope.tracker.Trackers;
import io.stepscope.tracker.fakes.FakeServer;
import io.stepscope.tracker.micrometer.MicrometerRegistry;
import io.stepscope.tracker.mlflow.FakeMlflow;
import io.stepscope.tracker.testkit.SystemMetric;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each measurement under its name and in its unit, as each tracker holds it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SystemUnitsTest {
  private static final String RUN = "20261121-120000-otter";

  private final Map<String, Map<String, Double>> held = new HashMap<>();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private @Nullable Tracker live;

  @BeforeAll
  void deliver(@TempDir Path folder) throws IOException {
    String dir = folder.resolve("wandb").toString();
    deliver("tensorboard", folder, Map.of());
    deliver("jsonl", folder, Map.of("dir", folder.resolve("jsonl").toString()));
    held.put("jsonl", ofLines(folder.resolve("jsonl")));
    deliver("wandb", folder, Map.of("mode", "offline", "dir", dir));
    try (FakeServer server = new FakeServer(new FakeMlflow())) {
      deliver("mlflow", folder, Map.of("uri", server.uri().toString()));
    }
    MicrometerRegistry.use(registry);
    live = Trackers.named("micrometer").create(settings(folder, Map.of()));
    deliver(live, events(System.currentTimeMillis() * 1_000));
  }

  @AfterAll
  void close() {
    if (live != null) {
      live.close();
    }
    MicrometerRegistry.use(null);
  }

  private void deliver(String name, Path folder, Map<String, String> keys) throws IOException {
    TrackerProvider provider = Trackers.named(name);
    TrackerSettings settings = settings(folder, keys);
    List<Event> events = events(1_795_262_400_000_000L);
    String checkpoint;
    try (Tracker tracker = provider.create(settings)) {
      checkpoint = deliver(tracker, events);
    }
    Map<String, Double> values = new HashMap<>();
    try (ReadBack readBack = Objects.requireNonNull(provider.readBack(settings, checkpoint))) {
      events.forEach(event -> readBack.expect(event, value -> {}));
      readBack.read(
          value -> values.put(value.series(), Double.longBitsToDouble(value.fingerprint())));
    }
    held.put(name, values);
  }

  /** Reading back compares whole lines. */
  private static Map<String, Double> ofLines(Path below) throws IOException {
    Map<String, Double> values = new HashMap<>();
    try (Stream<Path> all = Files.walk(below)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        for (String line : Files.readAllLines(file)) {
          JsonValue json = JsonValue.parse(line.getBytes(StandardCharsets.UTF_8));
          values.put(json.get("name").text(), json.get("value").number(Double.NaN));
        }
      }
    }
    return values;
  }

  private static TrackerSettings settings(Path folder, Map<String, String> keys) {
    return new TrackerSettings(RUN, folder.resolve(RUN), keys);
  }

  private static @Nullable String deliver(Tracker tracker, List<Event> events) {
    assertThat(tracker.open(null)).isInstanceOf(Delivered.class);
    DeliveryResult result = tracker.deliver(events);
    assertThat(result).isInstanceOf(Delivered.class);
    assertThat(((Delivered) result).skipped()).isEmpty();
    return ((Delivered) result).checkpoint();
  }

  private static List<Event> events(long micros) {
    List<Event> events = new ArrayList<>();
    events.add(new RunStarted(stamp(0, micros), "digits", "otter", false, "0.1.0"));
    for (SystemMetric metric : SystemMetric.all()) {
      Stamp stamp = stamp(events.size(), micros);
      events.add(new Scalar(stamp, metric.series(), metric.recorded(), false));
    }
    events.add(new RunEnded(stamp(events.size(), micros), RunStatus.FINISHED, ""));
    return events;
  }

  private static Stamp stamp(int sequence, long micros) {
    return new Stamp(RUN, 0, sequence, Stamp.NONE, Stamp.NONE, micros);
  }

  static List<SystemMetric> metrics() {
    return SystemMetric.all();
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void isShownInTheUnitOfEachTracker(SystemMetric metric) {
    assertHeld("tensorboard", metric.series(), metric.recorded());
    assertHeld("jsonl", metric.series(), metric.recorded());
    assertHeld("mlflow", "system/" + metric.mlflow(), metric.ofMlflow());
    assertHeld("wandb", "system." + metric.wandb(), metric.ofWandb());
    String[] parts = metric.series().split("/");
    boolean gpu = parts[0].equals("gpu");
    var search = registry.get("stepscope." + metric.meter());
    Gauge gauge = (gpu ? search.tag("gpu", parts[1]) : search).gauge();
    assertThat(gauge.value()).isEqualTo(metric.recorded());
    assertThat(Objects.requireNonNullElse(gauge.getId().getBaseUnit(), ""))
        .isEqualTo(metric.baseUnit());
  }

  /** TensorBoard has 32 bits. */
  private void assertHeld(String tracker, String series, double value) {
    Map<String, Double> values = held.getOrDefault(tracker, Map.of());
    assertThat(values).as(tracker).containsKey(series);
    assertThat(values.get(series)).as(tracker).isCloseTo(value, within(value * 1e-6));
  }
}
