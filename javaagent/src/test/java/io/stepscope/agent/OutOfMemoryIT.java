package io.stepscope.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.agent.Forked.Ended;
import io.stepscope.event.Alert;
import io.stepscope.event.Artifact;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Table;
import io.stepscope.launcher.TestJdk;
import io.stepscope.training.testkit.RecordedRun;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings of DJL and Deeplearning4j that run out of memory, under the agent. */
class OutOfMemoryIT {

  @TempDir private Path dir;

  @Test
  void aTrainingOfDjlThatLeaksArraysAndDiesShowsTheLeak() throws Exception {
    Forked program = program();
    String[] words = words("MemoryLoopProgram", "leaks");
    Ended ended = measured(program).run(words).assertCode(1);
    Ended plain = program.run(words).assertCode(1);

    assertThat(ended.out()).isEqualTo(plain.out());
    // The loss of a trainer is one of ours that calls the program's.
    assertThat(new String(ended.errOfItsOwn(), UTF_8).replaceAll("(?m)^.*ObservedLoss.*\\R", ""))
        .contains("CUDA out of memory")
        .isEqualTo(plain.err());
    assertThat(program.state().status()).isEqualTo(RunStatus.FAILED);
    assertThat(program.state().reason()).contains("CUDA out of memory");
    RecordedRun run = program.recorded();
    assertThat(run.all(Alert.class))
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.stamp().step()).isEqualTo(4);
              assertThat(alert.text())
                  .startsWith("ai.djl.engine.EngineException: CUDA out of memory.")
                  .contains("(step 4)", "Host when last measured: ")
                  .contains("parameters 4 (", "optimizer state 8 (", "activations 3 (")
                  .containsPattern(
                      " holds \\d+ arrays, 16\\d more than at step 0; most are \\(256, 1\\) float32");
            });
    assertThat(rows(run, "memory/tensors"))
        .contains(
            List.of("parameters", "01Linear_weight", "(8, 12)", "float32", 384L),
            List.of("gradients", "01Linear_weight", "(8, 12)", "float32", 384L),
            List.of("optimizer state", "means 01Linear_weight", "(8, 12)", "float32", 384L),
            List.of("activations", "01Linear", "(16, 8)", "float32", 512L));
    List<Object> largest = rows(run, "memory/holders").get(0);
    assertThat((Long) largest.get(1)).isGreaterThanOrEqualTo(200);
    assertThat((Long) largest.get(4)).isBetween(40L, 60L);
    assertThat(largest.get(5)).isEqualTo(0L);
    assertThat(table(run, "memory/timeline").columns())
        .startsWith("time", "step")
        .contains("system/jvm/heap/used", "system/process/memory/resident");
    assertThat(file(program.runs(), run))
        .startsWith("{\"error\":\"ai.djl.engine.EngineException: CUDA out of memory.")
        .contains("\"arrays_before\":", "\"system/jvm/heap/used\"");
  }

  @Test
  void aTrainingOfDjlThatCatchesItGoesOnAsIfNobodyLooked() throws Exception {
    Forked program = program();
    String[] words = words("MemoryLoopProgram", "tries");
    Ended ended = measured(program).run(words).assertCode(0).assertSameAs(program.run(words));

    assertThat(ended.out()).contains("caught ai.djl.engine.EngineException");
    assertThat(program.state().status()).isEqualTo(RunStatus.FINISHED);
    assertThat(program.recorded().all(Alert.class))
        .singleElement()
        .satisfies(alert -> assertThat(alert.stamp().step()).isEqualTo(4));
  }

  @Test
  void aNetworkOfDeeplearning4jThatCatchesItGoesOnAsIfNobodyLooked() throws Exception {
    Forked program = program();
    String[] words = words("MemoryNetworkProgram");
    Ended ended = measured(program).run(words).assertCode(0).assertSameAs(program.run(words));

    assertThat(ended.out()).contains("caught ");
    RecordedRun run = program.recorded();
    assertThat(run.all(Alert.class))
        .singleElement()
        .satisfies(
            alert ->
                assertThat(alert.text())
                    .contains("parameters 4 (", "gradients 1 (", "optimizer state 1 (")
                    .contains("activations 1 (", "the process holds "));
    assertThat(rows(run, "memory/tensors"))
        .contains(
            List.of("parameters", "0_W", "(12, 8)", "float", 384L),
            List.of("activations", "0", "(16, 8)", "float", 512L));
    assertThat(rows(run, "memory/holders"))
        .extracting(row -> row.get(0).toString())
        .contains("JavaCPP", "the process")
        .anyMatch(name -> name.startsWith("workspace WS_"));
  }

  private static Forked measured(Forked program) {
    return program.agent("histograms=every:1", "probes=on", "probes.interval=100ms");
  }

  private Forked program() {
    Program plain = Program.plain(TestJdk.own(), dir);
    return new Forked(TestJdk.own().java(), dir, plain.options());
  }

  private String[] words(String main, String... arguments) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "-cp",
                String.join(File.pathSeparator, Program.plain(TestJdk.own(), dir).classPath()),
                "io.stepscope.agent.program." + main));
    words.addAll(List.of(arguments));
    return words.toArray(String[]::new);
  }

  private static Table table(RecordedRun run, String name) {
    return run.all(Table.class).stream()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<List<Object>> rows(RecordedRun run, String name) {
    return table(run, name).rows();
  }

  private static String file(Path runs, RecordedRun run) throws IOException {
    Artifact artifact = run.all(Artifact.class).get(0);
    assertThat(artifact.name()).isEqualTo("memory.json");
    try (var folders = Files.list(runs)) {
      Path folder = folders.findFirst().orElseThrow();
      return Files.readString(folder.resolve("artifacts").resolve(artifact.sha256()));
    }
  }
}
