package io.stepscope.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.event.Scalar;
import io.stepscope.event.StepComplete;
import io.stepscope.event.Timing;
import io.stepscope.journal.JournalOptions;
import io.stepscope.journal.JournalReader;
import io.stepscope.journal.JournalWriter;
import io.stepscope.redaction.Redaction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledRecorderTest {

  @TempDir Path dir;

  @Test
  void namesSeriesAfterTheWorkerAndLeavesTheRestToTheMainRecorder() throws Exception {
    try (JournalWriter journal = JournalWriter.open(dir, "run", 0, JournalOptions.defaults())) {
      Recorder main =
          new Recorder(
              journal,
              "run",
              0,
              () -> 0,
              new Notices(line -> {}),
              Redaction.of(Map.of(), Map.of()),
              params -> {});
      Recorder worker = main.labelled("worker1");
      main.epoch(4);
      worker.epoch(7);
      main.scalar("train/loss", 2, 0.5);
      worker.scalar("train/loss", 2, 0.25);
      worker.labelled("again").timing("time/step", 2, 10);
      worker.stepComplete(2);
      worker.failure("testing", new IllegalStateException());
      assertThat(main.failures()).containsEntry("testing", 1L);
    }
    List<Event> events = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(dir)) {
      reader.readAll(events::add);
    }
    assertThat(events).noneMatch(StepComplete.class::isInstance);
    assertThat(events).allMatch(event -> event.stamp().epoch() == 4);
    assertThat(events)
        .filteredOn(Scalar.class::isInstance)
        .extracting(event -> ((Scalar) event).name())
        .containsExactly("train/loss", "worker1/train/loss");
    assertThat(events)
        .filteredOn(Timing.class::isInstance)
        .extracting(event -> ((Timing) event).name())
        .containsExactly("worker1/again/time/step");
  }

  @Test
  void anotherTrainingHasItsOwnEpochsAndPartInCompletingSteps() throws Exception {
    try (JournalWriter journal = JournalWriter.open(dir, "run", 0, JournalOptions.defaults())) {
      Recorder main =
          new Recorder(
              journal,
              "run",
              0,
              () -> 0,
              new Notices(line -> {}),
              Redaction.of(Map.of(), Map.of()),
              params -> {});
      Recorder other = main.beside("model1");
      main.epoch(4);
      other.epoch(7);
      main.openStep(0);
      other.openStep(0);
      other.scalar("train/loss", 0, 0.25);
      other.labelled("worker1").scalar("train/loss", 0, 0.125);
      other.stepComplete(0);
      main.scalar("train/loss", 0, 0.5);
      main.stepComplete(0);
      main.trainingOver();
      other.stepComplete(1);
    }
    List<Event> events = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(dir)) {
      reader.readAll(events::add);
    }
    assertThat(events)
        .extracting(event -> event instanceof Scalar scalar ? scalar.name() : "complete")
        .containsExactly(
            "model1/train/loss", "model1/worker1/train/loss", "train/loss", "complete", "complete");
    assertThat(events).extracting(event -> event.stamp().epoch()).startsWith(7, 7, 4);
    assertThat(events)
        .extracting(event -> event.stamp().step())
        .containsExactly(0L, 0L, 0L, 0L, 1L);
  }
}
