package io.stepscope.training.testkit;

import io.stepscope.event.Event;
import io.stepscope.event.Params;
import io.stepscope.event.Scalar;
import io.stepscope.event.StepComplete;
import io.stepscope.event.TensorHistogram;
import io.stepscope.event.Timing;
import io.stepscope.histogram.Histogram;
import io.stepscope.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is in the journal of a run. */
public final class RecordedRun {

  private final List<Event> events = new ArrayList<>();

  private RecordedRun() {}

  private RecordedRun(Path folder) throws IOException {
    try (JournalReader reader = JournalReader.open(folder.resolve("journal").resolve("0"))) {
      reader.readAll(events::add);
    }
  }

  /** A run of which nothing was recorded. */
  static RecordedRun empty() {
    return new RecordedRun();
  }

  /** What was recorded into a run folder by rank 0. */
  public static RecordedRun in(Path folder) throws IOException {
    return new RecordedRun(folder);
  }

  /** All runs below {@code dir}, by id. */
  public static List<RecordedRun> allIn(Path dir) throws IOException {
    try (Stream<Path> folders = Files.list(dir)) {
      List<RecordedRun> runs = new ArrayList<>();
      for (Path folder : folders.sorted().toList()) {
        runs.add(in(folder));
      }
      return runs;
    }
  }

  /** Events of a kind, in the order of the journal. */
  public <E extends Event> List<E> all(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** Values of a series by step; a step that has two fails the test. */
  public Map<Long, Double> scalars(String name) {
    Map<Long, Double> values = new TreeMap<>();
    for (Scalar scalar : all(Scalar.class)) {
      if (scalar.name().equals(name)) {
        unique(values.put(scalar.stamp().step(), scalar.value()), name, scalar.stamp().step());
      }
    }
    return values;
  }

  /** Values of a series, which must be single floats, in the order of steps 0, 1, 2… */
  public List<Float> floats(String name) {
    assertEverySingle(name);
    Map<Long, Double> values = scalars(name);
    List<Float> floats = new ArrayList<>();
    for (long step = 0; step < values.size(); step++) {
      Double value = values.get(step);
      if (value == null) {
        throw new AssertionError(name + " has no step " + step + " but " + values.keySet());
      }
      floats.add(value.floatValue());
    }
    return floats;
  }

  /** The histogram of a series at a step, which must have exactly one. */
  public Histogram histogram(String name, long step) {
    List<Histogram> found =
        all(TensorHistogram.class).stream()
            .filter(event -> event.name().equals(name) && event.stamp().step() == step)
            .map(TensorHistogram::histogram)
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " histograms of " + name + " at step " + step);
    }
    return found.get(0);
  }

  /** Names of all histogram series. */
  public Set<String> histogramNames() {
    return all(TensorHistogram.class).stream()
        .map(TensorHistogram::name)
        .collect(Collectors.toSet());
  }

  /** Nanoseconds of a series by step; a step that has two fails the test. */
  public Map<Long, Long> timings(String name) {
    Map<Long, Long> values = new TreeMap<>();
    for (Timing event : all(Timing.class)) {
      if (event.name().equals(name)) {
        unique(values.put(event.stamp().step(), event.nanos()), name, event.stamp().step());
      }
    }
    return values;
  }

  /** What a device took in a step: nanoseconds of these series, {@code time/<part>/device}. */
  public List<Long> deviceTimes(long step, String... parts) {
    List<Long> nanos = new ArrayList<>();
    for (String part : parts) {
      Long time = timings("time/" + part + "/device").get(step);
      if (time == null) {
        throw new AssertionError("step " + step + " has no time/" + part + "/device");
      }
      nanos.add(time);
    }
    return nanos;
  }

  /** Fails unless so many steps are complete, each after all that devices told of it. */
  public void assertCompleteAfterDeviceTimes(int steps) {
    Set<Long> complete = new TreeSet<>();
    for (Event event : events) {
      if (event instanceof StepComplete) {
        complete.add(event.stamp().step());
      } else if (event instanceof Timing timing
          && timing.name().endsWith("/device")
          && complete.contains(timing.stamp().step())) {
        throw new AssertionError(timing.name() + " came after its step was complete");
      }
    }
    if (complete.size() != steps) {
      throw new AssertionError("complete are " + complete);
    }
  }

  /** Parameters or tags, the last value of each. */
  public Map<String, Object> params(Params.Group group) {
    Map<String, Object> values = new LinkedHashMap<>();
    all(Params.class).stream()
        .filter(params -> params.group() == group)
        .forEach(params -> values.putAll(params.values()));
    return values;
  }

  /** Steps in the order in which they were complete. */
  public List<Long> completeSteps() {
    return all(StepComplete.class).stream().map(event -> event.stamp().step()).toList();
  }

  /** Epoch that a step's loss was recorded in. */
  public Map<Long, Integer> epochs() {
    Map<Long, Integer> epochs = new TreeMap<>();
    for (Scalar scalar : all(Scalar.class)) {
      if (scalar.name().equals("train/loss")) {
        epochs.put(scalar.stamp().step(), scalar.stamp().epoch());
      }
    }
    return epochs;
  }

  private void assertEverySingle(String name) {
    for (Scalar scalar : all(Scalar.class)) {
      if (scalar.name().equals(name) && !scalar.float32()) {
        throw new AssertionError(scalar + " is not a float32");
      }
    }
  }

  private static void unique(@Nullable Object before, String name, long step) {
    if (before != null) {
      throw new AssertionError(name + " was recorded twice at step " + step);
    }
  }
}
