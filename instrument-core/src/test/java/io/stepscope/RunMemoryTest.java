package io.stepscope;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.configuration.Surroundings;
import io.stepscope.event.Alert;
import io.stepscope.event.Artifact;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Table;
import io.stepscope.memory.KnownTensors.Kind;
import io.stepscope.memory.KnownTensors.Tensor;
import io.stepscope.memory.MemoryHolder;
import io.stepscope.recorder.Notices;
import io.stepscope.training.testkit.RecordedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunMemoryTest {

  @TempDir private Path dir;

  @Test
  void aRunThatFailsForWantOfMemoryHoldsWhatIsKnownOfIt() throws Exception {
    Run run = start();
    try (run) {
      run.scalar("train/loss", 4, 1.0);
      run.recorder()
          .measured(
              Map.of(
                  "gpu/0/memory/used", 79.0 * (1L << 30), "gpu/0/memory/total", 80.0 * (1L << 30)));
      run.memory()
          .tensors()
          .are(
              Kind.GRADIENT,
              List.of(
                  new Tensor("small", "(2)", "float32", 8),
                  new Tensor("large", "(1024, 1024)", "float32", 4L << 20)));
      run.memory().ask(() -> List.of(new MemoryHolder("batches", 5_000, 2, 40, 31, 0, "(10)")));
      run.memory()
          .ask(
              () -> {
                throw new IllegalStateException("a framework that cannot count any more");
              });
      IllegalStateException thrown =
          new IllegalStateException("step failed", new OutOfMemoryError("CUDA out of memory"));
      run.fail(thrown);
    }

    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.all(Alert.class))
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.title()).isEqualTo("Out of memory");
              assertThat(alert.severity()).isEqualTo(Alert.Severity.ERROR);
              assertThat(alert.stamp().step()).isEqualTo(4);
              assertThat(alert.text())
                  .startsWith(
                      "java.lang.OutOfMemoryError: CUDA out of memory (step 4). Java heap: ")
                  .contains(
                      "gpu/0 when last measured: 79.0 GiB of 80.0 GiB.",
                      "gradients 2 (4.0 MiB); the largest is large (1024, 1024)",
                      "batches holds 5,000 arrays, 40 bytes, 4,969 more than at step 0");
            });
    assertThat(rows(recorded, "memory/tensors").get(0))
        .containsExactly("gradients", "large", "(1024, 1024)", "float32", 4L << 20);
    assertThat(rows(recorded, "memory/holders").get(0))
        .containsExactly("batches", 5_000L, 2L, 40L, 31L, 0L, "(10)");
    assertThat(rows(recorded, "memory/timeline").get(0)).hasSize(4).contains(4L);
    assertThat(file(run, recorded))
        .contains("\"error\":\"java.lang.OutOfMemoryError: CUDA out of memory\",\"step\":4")
        .contains("\"gradients\":{\"count\":2,\"bytes\":4194312")
        .contains("\"arrays_before\":31,\"at_step\":0");
    assertThat(recorded.all(RunEnded.class))
        .singleElement()
        .extracting(RunEnded::status)
        .isEqualTo(RunStatus.FAILED);
  }

  @Test
  void anExceptionThatPassesSeveralPlacesIsToldOnceAndAProgramThatTriesOnThreeTimes()
      throws Exception {
    Run run = start();
    try (run) {
      OutOfMemoryError first = new OutOfMemoryError();
      assertThat(run.memory().ranOut(first)).isTrue();
      assertThat(run.memory().ranOut(new IllegalStateException(first))).isTrue();
      assertThat(run.memory().ranOut(new IllegalStateException("of another kind"))).isFalse();
      for (int i = 0; i < 5; i++) {
        assertThat(run.memory().ranOut(new OutOfMemoryError())).isTrue();
      }
    }

    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.all(Alert.class)).hasSize(3);
    assertThat(recorded.all(Alert.class).get(2).text()).endsWith("that is not told.");
    assertThat(recorded.all(Artifact.class))
        .extracting(Artifact::name)
        .containsExactly("memory.json", "memory-2.json", "memory-3.json");
    assertThat(recorded.all(RunEnded.class))
        .singleElement()
        .extracting(RunEnded::status)
        .isEqualTo(RunStatus.FINISHED);
  }

  private static List<List<Object>> rows(RecordedRun run, String table) {
    return run.all(Table.class).stream()
        .filter(event -> event.name().equals(table))
        .findFirst()
        .orElseThrow()
        .rows();
  }

  private static String file(Run run, RecordedRun recorded) throws IOException {
    Artifact artifact = recorded.all(Artifact.class).get(0);
    assertThat(artifact.name()).isEqualTo("memory.json");
    return Files.readString(run.folder().resolve("artifacts").resolve(artifact.sha256()));
  }

  private Run start() {
    return Run.builder()
        .surroundings(new Surroundings(Map.of(), Map.of(), dir))
        .notices(new Notices(line -> {}))
        .dir(dir)
        .set("console", "off")
        .set("trackers", "")
        .start();
  }
}
