package io.stepscope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stepscope.configuration.ConfigurationException;
import io.stepscope.configuration.Surroundings;
import io.stepscope.event.Alert;
import io.stepscope.event.Artifact;
import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.Params;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStarted;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Scalar;
import io.stepscope.event.Table;
import io.stepscope.event.TensorHistogram;
import io.stepscope.event.Text;
import io.stepscope.folder.RunFolder;
import io.stepscope.folder.RunState;
import io.stepscope.journal.JournalReader;
import io.stepscope.recorder.Notices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {

  @TempDir private Path dir;
  private final Queue<String> said = new ConcurrentLinkedQueue<>();

  @Test
  void whatIsRecordedReadsBackInOrder() throws IOException {
    Path file = Files.writeString(dir.resolve("model.bin"), "weights");
    Path folder;
    try (Run run =
        builder()
            .experiment("digits")
            .name("first")
            .param("lr", 0.1f)
            .tag("kind", "test")
            .start()) {
      folder = run.folder();
      run.epoch(2);
      run.scalar("train/loss", 0, 2.3025851f);
      run.scalar("train/double", 0, 0.1);
      run.histogram("gradients/w", 0, new float[] {-1, 0, 2});
      run.text("note", 0, "**hello**");
      run.confusionMatrix("confusion", 0, List.of("cat", "dog"), new long[][] {{3, 1}, {0, 4}});
      run.artifact("model", "model", file);
      run.alert(Alert.Severity.WARNING, "careful", "loss is flat");
      run.stepComplete(0);
    }

    List<Event> events = events(folder);

    assertThat(events)
        .isSortedAccordingTo((a, b) -> Long.compare(a.stamp().sequence(), b.stamp().sequence()));
    assertThat(events.get(0))
        .isInstanceOfSatisfying(
            RunStarted.class, start -> assertThat(start.experiment()).isEqualTo("digits"));
    assertThat(only(events, "train/loss").value()).isEqualTo(2.3025851f);
    assertThat(only(events, "train/loss").float32()).isTrue();
    assertThat(only(events, "train/loss").stamp().epoch()).isEqualTo(2);
    assertThat(only(events, "train/double"))
        .matches(scalar -> !scalar.float32() && scalar.value() == 0.1);
    assertThat(of(events, TensorHistogram.class))
        .singleElement()
        .matches(event -> event.histogram().count() == 3);
    assertThat(of(events, Text.class))
        .singleElement()
        .matches(event -> event.text().equals("**hello**"));
    assertThat(of(events, Table.class)).singleElement().matches(Table::confusionMatrix);
    Artifact artifact = of(events, Artifact.class).get(0);
    assertThat(new RunFolder(folder).artifacts().resolve(artifact.sha256())).hasContent("weights");
    assertThat(of(events, Params.class))
        .anyMatch(params -> params.values().equals(Map.of("lr", 0.1)));
    assertThat(events).anyMatch(event -> event.kind() == EventKind.STEP_COMPLETE);
    assertThat(of(events, RunEnded.class))
        .singleElement()
        .matches(end -> end.status() == RunStatus.FINISHED);
    assertThat(new RunFolder(folder).summary())
        .content()
        .contains("\"status\": \"finished\"", "\"experiment\": \"digits\"");
  }

  @Test
  void badInputIsMendedAndSaidOnceAndNothingIsLost() throws IOException {
    Path folder;
    try (Run run = builder().start()) {
      folder = run.folder();
      run.scalar("train/loss", -5, 1.0);
      run.scalar("train/loss", -6, 2.0);
      run.scalar("  ", 0, 3.0);
      run.scalar("n".repeat(10_000), 0, 4.0);
      run.scalar("train/loss", 1, Double.NaN);
      run.scalar("train/loss", 2, Double.NEGATIVE_INFINITY);
      run.scalar("train/loss", 3, Float.POSITIVE_INFINITY);
    }

    assertThat(of(events(folder), Scalar.class))
        .extracting(Scalar::value)
        .containsExactly(
            1.0, 2.0, 3.0, 4.0, Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    assertThat(of(events(folder), Scalar.class))
        .extracting(s -> s.stamp().step())
        .containsExactly(-1L, -1L, 0L, 0L, 1L, 2L, 3L);
    assertThat(said).filteredOn(line -> line.contains("negative")).hasSize(1);
    assertThat(said).filteredOn(line -> line.contains("256 characters")).hasSize(1);
  }

  @Test
  void anIdThatExistsIsAnErrorUnlessItIsResumed() throws IOException {
    try (Run run = builder().id("mine").start()) {
      run.scalar("train/loss", 0, 1.0);
      run.scalar("train/loss", 1, 1.0);
    }
    assertThatThrownBy(() -> builder().id("mine").start())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("run id 'mine' exists");

    try (Run run = builder().id("mine").resume(true).start()) {
      assertThat(run.nextStep()).isEqualTo(2);
      run.scalar("train/loss", run.nextStep(), 0.5);
    }

    RunFolder folder = new RunFolder(dir.resolve("mine"));
    assertThat(of(events(folder.root()), Scalar.class))
        .extracting(s -> s.stamp().step())
        .containsExactly(0L, 1L, 2L);
    assertThat(RunState.of(folder, Clock.systemUTC()).status()).isEqualTo(RunStatus.FINISHED);
  }

  @Test
  void aRunThatIsNotThereCannotBeResumed() {
    assertThatThrownBy(() -> builder().id("nowhere").resume(true).start())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("'nowhere' to be resumed is not in");
  }

  @Test
  void aRunThatIsBeingRecordedCannotBeOpenedAgain() {
    try (Run run = builder().id("busy").start()) {
      assertThatThrownBy(() -> builder().id("busy").resume(true).start())
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("is being recorded by process " + ProcessHandle.current().pid());
      assertThat(run.id()).isEqualTo("busy");
    }
  }

  @Test
  void anUnwritableFolderMovesTheRunToTheTemporaryDirectory() throws IOException {
    Path file = Files.writeString(dir.resolve("a-file"), "in the way");
    Path folder;
    try (Run run = builder().dir(file.resolve("runs")).start()) {
      folder = run.folder();
      run.scalar("train/loss", 0, 1.0);
    }

    assertThat(folder).startsWith(Path.of(System.getProperty("java.io.tmpdir")));
    assertThat(of(events(folder), Scalar.class)).hasSize(1);
    assertThat(said).filteredOn(line -> line.contains("cannot write to dir=")).hasSize(1);
  }

  @Test
  void aConfigurationMistakeIsOneLineNamingKeyAndFix() {
    assertThatThrownBy(() -> builder().set("histogram", "off").start())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("'histogram'")
        .hasMessageContaining("'histograms'")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void aListenerRecordsWithTheDefaultsAfterAMistake() {
    try (Run run = builder().set("overhead", "a lot").startForgiving()) {
      assertThat(run.configuration().overhead()).isEqualTo(0.01);
    }
    assertThat(said)
        .anyMatch(
            line ->
                line.contains("overhead") && line.endsWith("recording with the defaults instead"));
  }

  @Test
  void whenItIsSwitchedOffNothingIsWrittenOrSaid() {
    try (Run run = builder().set("enabled", "off").start()) {
      run.scalar("train/loss", 0, 1.0);
    }
    assertThat(dir).isEmptyDirectory();
    assertThat(said).isEmpty();
  }

  @Test
  void onlyTheFirstEndCounts() throws IOException {
    Path folder;
    try (Run run = builder().start()) {
      folder = run.folder();
      run.fail(new IllegalStateException("diverged"));
    }
    assertThat(of(events(folder), RunEnded.class))
        .singleElement()
        .matches(end -> end.status() == RunStatus.FAILED && end.reason().contains("diverged"));
  }

  @Test
  void aRunThatAnExceptionLeftEndsWhenItsThreadBeginsAnother() throws Exception {
    Run left = builder().start();
    left.leave("out of range");

    try (Run next = builder().start()) {
      // Without the next one it would be ten seconds.
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(9);
      while (ends(left).isEmpty() && System.nanoTime() - until < 0) {
        Thread.onSpinWait();
      }
      assertThat(ends(left))
          .singleElement()
          .matches(end -> end.status() == RunStatus.FAILED && end.reason().equals("out of range"));
      next.fail(new IllegalStateException("diverged"));
    }
  }

  @Test
  void recordsBeforeTheEndOnlyWhatWasNotForgotten() throws IOException {
    Path folder;
    try (Run run = builder().start()) {
      folder = run.folder();
      Runnable forgetFirst = run.beforeEnd(() -> run.scalar("train/first", 0, 1.0));
      Runnable second = () -> run.scalar("train/second", 0, 1.0);
      Runnable forgetSecond = run.beforeEnd(second);
      Runnable unused = run.beforeEnd(second);
      forgetFirst.run();
      forgetFirst.run();
      forgetSecond.run();
    }

    assertThat(of(events(folder), Scalar.class))
        .extracting(Scalar::name)
        .containsExactly("train/second");
  }

  private RunBuilder builder() {
    return Run.builder()
        .surroundings(new Surroundings(Map.of(), Map.of(), dir))
        .notices(new Notices(said::add))
        .set("trackers", "")
        .set("progress", "off")
        .dir(dir);
  }

  private static Scalar only(List<Event> events, String name) {
    return of(events, Scalar.class).stream()
        .filter(scalar -> scalar.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static <E extends Event> List<E> of(List<Event> events, Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static List<RunEnded> ends(Run run) throws IOException {
    return of(events(run.folder()), RunEnded.class);
  }

  private static List<Event> events(Path folder) throws IOException {
    List<Event> events = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(new RunFolder(folder).journal(0))) {
      reader.readAll(events::add);
    }
    return events;
  }
}
