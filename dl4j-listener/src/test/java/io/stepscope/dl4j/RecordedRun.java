package io.stepscope.dl4j;

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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is in the journal of a run. */
final class RecordedRun {

  private final List<Event> events = new ArrayList<>();

  private RecordedRun(Path folder) throws IOException {
    try (JournalReader reader = JournalReader.open(folder.resolve("journal").resolve("0"))) {
      reader.readAll(events::add);
    }
  }

  static RecordedRun in(Path folder) throws IOException {
    return new RecordedRun(folder);
  }

  /** All runs below {@code dir}, by id. */
  static List<RecordedRun> allIn(Path dir) throws IOException {
    try (Stream<Path> folders = Files.list(dir)) {
      List<RecordedRun> runs = new ArrayList<>();
      for (Path folder : folders.sorted().toList()) {
        runs.add(in(folder));
      }
      return runs;
    }
  }

  <E extends Event> List<E> all(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** Values of a series by step; a step that has two fails the test. */
  Map<Long, Double> scalars(String name) {
    Map<Long, Double> values = new TreeMap<>();
    for (Scalar scalar : all(Scalar.class)) {
      if (scalar.name().equals(name)) {
        unique(values.put(scalar.stamp().step(), scalar.value()), name, scalar.stamp().step());
      }
    }
    return values;
  }

  /** Values of a series, which must be single floats, in the order of steps 0, 1, 2… */
  List<Float> floats(String name) {
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
  Histogram histogram(String name, long step) {
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
  Set<String> histogramNames() {
    return all(TensorHistogram.class).stream()
        .map(TensorHistogram::name)
        .collect(Collectors.toSet());
  }

  Map<Long, Long> timings(String name) {
    Map<Long, Long> values = new TreeMap<>();
    for (Timing event : all(Timing.class)) {
      if (event.name().equals(name)) {
        unique(values.put(event.stamp().step(), event.nanos()), name, event.stamp().step());
      }
    }
    return values;
  }

  Map<String, Object> params(Params.Group group) {
    Map<String, Object> values = new LinkedHashMap<>();
    all(Params.class).stream()
        .filter(params -> params.group() == group)
        .forEach(params -> values.putAll(params.values()));
    return values;
  }

  List<Long> completeSteps() {
    return all(StepComplete.class).stream().map(event -> event.stamp().step()).toList();
  }

  /** Epoch that a step's loss was recorded in. */
  Map<Long, Integer> epochs() {
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
