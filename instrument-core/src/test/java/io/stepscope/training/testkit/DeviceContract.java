package io.stepscope.training.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.Run;
import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.Params;
import io.stepscope.event.Scalar;
import io.stepscope.event.TensorHistogram;
import io.stepscope.histogram.Histogram;
import io.stepscope.training.testkit.PretendDevice.Manner;
import io.stepscope.training.testkit.PretendDevice.Memory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is recorded of a training whose tensors lie on a device: the same as of one on the host, and
 * whatever the device does, the training is the same.
 */
public abstract class DeviceContract {

  private static final int EPOCHS = 2;

  @TempDir Path dir;

  /** A training of the framework on the processor, the same to the last bit each time. */
  protected abstract WitnessedTraining training(@Nullable Run run) throws Exception;

  /** The memory that the framework has its arrays in. */
  protected abstract Memory memory();

  /** Whether all that is updated in a step is there before the first update. */
  protected boolean showsAllAtOnce() {
    return true;
  }

  /** Whether losses are arrays of the framework; otherwise it tells them as numbers. */
  protected boolean hasLossesOnDevice() {
    return true;
  }

  /** Whether the training sees its losses itself. */
  protected boolean witnessesLosses() {
    return true;
  }

  @Test
  void whatADeviceCountsAndCopiesIsWhatTheHostWouldHaveSeen() throws Exception {
    Recorded host = record(null);
    PretendDevice device = new PretendDevice(memory(), Manner.ANSWERS, Manner.ANSWERS);
    Recorded there = record(device);

    assertThat(there.failures).isEmpty();
    assertThat(there.losses).isEqualTo(host.losses);
    assertSame(histograms(there.run), histograms(host.run));
    assertSame(scalars(there.run), scalars(host.run));
    if (witnessesLosses()) {
      assertThat(there.run.scalars("train/loss").values()).containsExactlyElementsOf(there.losses);
    }
    assertNothingComesForACompleteStep(there);
    assertThat(device.open()).isZero();
    int parameters = host.parameters.size();
    if (showsAllAtOnce()) {
      assertThat(device.counts().subList(0, 2 * there.losses.size()))
          .as("one call for the gradients of a step, one for its weights")
          .containsOnly(parameters);
    }
    int updates = 2 * parameters * there.losses.size();
    int losses = hasLossesOnDevice() ? there.losses.size() : 0;
    assertThat(device.copies()).isEqualTo(updates + losses);
  }

  @ParameterizedTest
  @CsvSource({"LACKS", "REFUSES"})
  void whatADeviceDoesNotCountIsKnownByASample(Manner counting) throws Exception {
    Recorded host = record(null);
    PretendDevice device = new PretendDevice(memory(), counting, Manner.ANSWERS);
    Recorded there = record(device);

    // The parameters are so small that a sample has all of their elements.
    assertSame(histograms(there.run), histograms(host.run));
    assertSame(scalars(there.run), scalars(host.run));
    assertThat(there.run.params(Params.Group.TAGS)).doesNotContainKey("histograms/gradients");
    assertNothingComesForACompleteStep(there);
    assertThat(device.open()).isZero();
    if (counting == Manner.REFUSES) {
      assertThat(there.failures).containsKey("counting tensors on a device");
    } else {
      assertThat(there.failures).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"REFUSES,REFUSES", "IS_SILENT,IS_SILENT", "FAILS,FAILS", "LACKS,FAILS"})
  void aDeviceThatDoesNotTellChangesNoTraining(Manner counting, Manner copying) throws Exception {
    PretendDevice device = new PretendDevice(memory(), counting, copying);
    Recorded there = record(device);

    try (WitnessedTraining plain = training(null)) {
      plain.train(EPOCHS);
      assertThat(there.losses).isEqualTo(plain.losses());
    }
    assertThat(device.open()).isZero();
    assertNothingComesForACompleteStep(there);
    assertThat(there.run.completeSteps()).hasSize(there.losses.size());
    Set<Long> missed = there.run.scalars("stepscope/device_results_missed").keySet();
    assertThat(there.failures.size() + missed.size())
        .as("what is not told is counted")
        .isPositive();
  }

  @Test
  void aDeviceThatIsGoneAtTheEndKeepsNoTrainingOpen() throws Exception {
    PretendDevice device = new PretendDevice(memory(), Manner.ANSWERS, Manner.ANSWERS);
    Recorded there = record(device, () -> device.gone = true);

    assertThat(there.failures).containsKey("recording the last weights");
    assertThat(there.run.completeSteps()).hasSize(there.losses.size());
    assertThat(there.run.scalars("stepscope/histogram_steps")).hasSize(1);
    assertThat(device.open()).isZero();
  }

  private Recorded record(@Nullable PretendDevice device) throws Exception {
    return record(device, () -> {});
  }

  private Recorded record(@Nullable PretendDevice device, Runnable beforeEnd) throws Exception {
    Run run =
        Run.builder()
            .dir(dir)
            .set("forward", "off")
            .set("progress", "off")
            .set("histograms", "every:1")
            .start();
    Recorded recorded;
    try (run;
        WitnessedTraining training = training(run)) {
      if (device != null) {
        run.accelerators(device);
        Steered.await("the device", () -> run.accelerator("cpu/0").isPresent());
      }
      training.train(EPOCHS);
      recorded = new Recorded(List.copyOf(training.losses()), training.weightsNow().keySet());
      beforeEnd.run();
      training.finish();
    }
    recorded.failures = run.recorder().failures();
    recorded.run = RecordedRun.in(run.folder());
    return recorded;
  }

  /** Shows only what differs: there are thousands. */
  private static <T> void assertSame(Map<String, T> there, Map<String, T> onHost) {
    Map<String, String> different = new TreeMap<>();
    Set<String> all = new HashSet<>(onHost.keySet());
    all.addAll(there.keySet());
    for (String key : all) {
      if (!areSame(key, there.get(key), onHost.get(key))) {
        different.put(key, there.get(key) + " instead of " + onHost.get(key));
      }
    }
    assertThat(different).isEmpty();
    assertThat(onHost).isNotEmpty();
  }

  private static boolean areSame(String key, @Nullable Object there, @Nullable Object onHost) {
    // Added up in the order of the parameters, which need not be the same.
    if (key.startsWith("gradients/norm of")
        && there instanceof Double one
        && onHost instanceof Double other) {
      return Math.abs(one - other) < 1e-12 * other;
    }
    return Objects.equals(there, onHost);
  }

  private static Map<String, Histogram> histograms(RecordedRun run) {
    Map<String, Histogram> found = new TreeMap<>();
    for (TensorHistogram event : run.all(TensorHistogram.class)) {
      String key = event.name() + " of step " + event.stamp().step();
      assertThat(found.put(key, event.histogram())).as(key).isNull();
    }
    found.keySet().removeIf(key -> key.startsWith("activations/"));
    return found;
  }

  private static Map<String, Double> scalars(RecordedRun run) {
    Map<String, Double> found = new TreeMap<>();
    for (Scalar event : run.all(Scalar.class)) {
      String name = event.name();
      if (name.startsWith("gradients/")
          || name.startsWith("weights/")
          || name.startsWith("updates/")
          || name.endsWith("/loss")) {
        String key = name + " of step " + event.stamp().step() + " in " + event.stamp().epoch();
        assertThat(found.put(key, event.value())).as(key).isNull();
      }
    }
    return found;
  }

  private static void assertNothingComesForACompleteStep(Recorded recorded) {
    Set<Long> complete = new HashSet<>();
    List<Event> late = new ArrayList<>();
    for (Event event : recorded.run.all(Event.class)) {
      if (event.kind() == EventKind.STEP_COMPLETE) {
        complete.add(event.stamp().step());
      } else if (event instanceof Scalar || event instanceof TensorHistogram) {
        if (complete.contains(event.stamp().step()) && isOfTensors(event)) {
          late.add(event);
        }
      }
    }
    assertThat(late).isEmpty();
  }

  /** What is measured beside the training comes when it comes. */
  private static boolean isOfTensors(Event event) {
    return !(event instanceof Scalar scalar) || !scalar.name().startsWith("accelerator/");
  }

  /** What is in the journal of a training. */
  private static final class Recorded {
    private final List<Double> losses;
    private final Set<String> parameters;
    private Map<String, Long> failures = Map.of();
    private RecordedRun run = RecordedRun.empty();

    Recorded(List<Double> losses, Set<String> parameters) {
      this.losses = losses;
      this.parameters = Set.copyOf(parameters);
    }
  }
}
