package io.stepscope.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.event.Scalar;
import io.stepscope.event.TensorHistogram;
import io.stepscope.histogram.ElementType;
import io.stepscope.journal.JournalOptions;
import io.stepscope.journal.JournalReader;
import io.stepscope.journal.JournalWriter;
import io.stepscope.recorder.Notices;
import io.stepscope.recorder.Recorder;
import io.stepscope.redaction.Redaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActivationTallyTest {

  @TempDir Path dir;

  private final ActivationTally tally = new ActivationTally();

  @Test
  void aUnitIsDeadWhenItGaveOutZeroForEveryExample() throws IOException {
    // Two examples of four units, one example after the other; the last two units are dead.
    ByteBuffer values = floats(1, 0, 0, -0f, 0, 2, 0, 0);
    tally.add("layer", view(values, 0, new long[] {2, 4}, new long[] {4, 1}));
    assertThat(dead()).isEqualTo(0.5);
  }

  @Test
  void theOrderOfMemoryDoesNotMatter() throws IOException {
    // The same, unit after unit.
    ByteBuffer values = floats(1, 0, 0, 2, 0, 0, -0f, 0);
    tally.add("layer", view(values, 0, new long[] {2, 4}, new long[] {1, 2}));
    assertThat(dead()).isEqualTo(0.5);
  }

  @Test
  void aChannelIsAliveWhenAnyPlaceOfItIs() throws IOException {
    ByteBuffer values = floats(0, 0, 0, 7, 0, 0, 0, 0);
    tally.add("layer", view(values, 0, new long[] {1, 2, 2, 2}, new long[] {8, 4, 2, 1}));
    assertThat(dead()).isEqualTo(0.5);
  }

  @Test
  void ofAViewOnlyItsOwnElementsCount() throws IOException {
    // The middle two of four columns.
    ByteBuffer values = floats(9, 1, 0, 9, 9, 2, 0, 9);
    tally.add("layer", view(values, 1, new long[] {2, 2}, new long[] {4, 1}));
    List<Event> events = record();
    TensorHistogram histogram =
        events.stream()
            .filter(TensorHistogram.class::isInstance)
            .map(TensorHistogram.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(histogram.name()).isEqualTo("activations/layer");
    assertThat(histogram.histogram().count()).isEqualTo(4);
    assertThat(histogram.histogram().sum()).isEqualTo(3);
    assertThat(histogram.histogram().max()).isEqualTo(2);
    assertThat(dead(events)).isEqualTo(0.5);
  }

  @Test
  void aPassThatIsForgottenIsNotRecorded() throws IOException {
    tally.add("layer", view(floats(1, 2), 0, new long[] {1, 2}, new long[] {2, 1}));
    tally.clear();
    assertThat(record()).isEmpty();
  }

  private double dead() throws IOException {
    return dead(record());
  }

  private static double dead(List<Event> events) {
    return events.stream()
        .filter(Scalar.class::isInstance)
        .map(Scalar.class::cast)
        .filter(scalar -> scalar.name().equals("activations/dead/layer"))
        .mapToDouble(Scalar::value)
        .findFirst()
        .orElseThrow();
  }

  private List<Event> record() throws IOException {
    Path folder = dir.resolve("journal");
    try (JournalWriter journal = JournalWriter.open(folder, "run", 0, JournalOptions.defaults())) {
      Recorder recorder =
          new Recorder(
              journal,
              "run",
              0,
              () -> 0,
              new Notices(line -> {}),
              Redaction.of(Map.of(), Map.of()),
              params -> {});
      tally.record(recorder, 3);
    }
    List<Event> events = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(folder)) {
      reader.readAll(events::add);
    }
    return events;
  }

  private static ActivationView view(ByteBuffer values, long offset, long[] shape, long[] stride) {
    return new ActivationView(values, ElementType.FLOAT32, offset, shape, stride, 1);
  }

  private static ByteBuffer floats(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.flip();
  }
}
