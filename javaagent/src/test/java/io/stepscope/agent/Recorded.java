package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.MachineSeries;
import io.stepscope.event.Params;
import io.stepscope.event.Scalar;
import io.stepscope.event.TensorHistogram;
import io.stepscope.event.Timing;
import io.stepscope.training.testkit.RecordedRun;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.assertj.core.api.InstanceOfAssertFactories;

/** What is to be the same however a training was recorded. */
final class Recorded {

  private Recorded() {}

  /** The one run that a program recorded. */
  static RecordedRun only(Path runs) throws IOException {
    List<RecordedRun> all = RecordedRun.allIn(runs);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  /** Whether a program recorded anything. */
  static boolean anything(Path runs) {
    return Files.exists(runs);
  }

  /**
   * Every scalar but measured speeds and machines, every histogram, and which times there are; each
   * by name and step, so that what was recorded twice fails.
   */
  static Map<String, Object> values(RecordedRun run) {
    Map<String, Object> values = new TreeMap<>();
    MachineSeries machine = new MachineSeries();
    for (Scalar scalar : run.all(Scalar.class)) {
      if (!scalar.name().endsWith("train/examples_per_second")
          && scalar.name().contains("/")
          && !machine.has(scalar.name())) {
        put(
            values,
            scalar.name() + "@" + scalar.stamp().step() + " epoch " + scalar.stamp().epoch(),
            scalar.name().endsWith("gradients/norm") ? rounded(scalar.value()) : scalar.value());
      }
    }
    for (TensorHistogram event : run.all(TensorHistogram.class)) {
      put(values, event.name() + "@" + event.stamp().step(), event.histogram());
    }
    TreeSet<String> times = new TreeSet<>();
    run.all(Timing.class).forEach(time -> times.add(time.name()));
    values.put("times", times);
    return values;
  }

  /** A sum over parameters, whose order is another each time. */
  private static Object rounded(double value) {
    return new BigDecimal(value).round(new MathContext(12));
  }

  /** Asserts that two runs recorded the same, and much. */
  static void assertSame(RecordedRun run, RecordedRun as) {
    Map<String, Object> values = values(run);
    Map<String, Object> expected = values(as);
    assertThat(values.keySet()).isEqualTo(expected.keySet()).hasSizeGreaterThan(50);
    expected.forEach((name, value) -> assertThat(values.get(name)).as(name).isEqualTo(value));
  }

  /**
   * Asserts that a run recorded all that another one did, to the bit, and much: every scalar,
   * histogram and parameter of the training, and times of the same names. It may know more, as that
   * the last epoch is over.
   */
  static void assertHoldsAll(RecordedRun run, RecordedRun as) {
    Map<String, Object> values = ofTheTraining(run);
    Map<String, Object> expected = ofTheTraining(as);
    assertThat(expected).hasSizeGreaterThan(50);
    assertThat(values.remove("times"))
        .asInstanceOf(InstanceOfAssertFactories.collection(Object.class))
        .containsAll((Set<?>) expected.remove("times"));
    expected.forEach((name, value) -> assertThat(values.get(name)).as(name).isEqualTo(value));
    assertThat(run.epochs()).isEqualTo(as.epochs());
    assertThat(run.params(Params.Group.PARAMS))
        .containsAllEntriesOf(as.params(Params.Group.PARAMS));
  }

  private static Map<String, Object> ofTheTraining(RecordedRun run) {
    Map<String, Object> values = new TreeMap<>();
    values(run)
        .forEach(
            (name, value) -> {
              if (!name.startsWith("stepscope/")) {
                put(values, name.replaceFirst(" epoch .*", ""), value);
              }
            });
    return values;
  }

  private static void put(Map<String, Object> values, String name, Object value) {
    assertThat(values.put(name, value)).as("%s was recorded twice", name).isNull();
  }
}
