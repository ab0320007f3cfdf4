package io.stepscope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.Run;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStatus;
import io.stepscope.folder.RunFolder;
import io.stepscope.folder.RunState;
import io.stepscope.training.testkit.RecordedRun;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.learning.config.Sgd;

/** Which models go into which run, and when a run ends. */
class RunsIT {

  @TempDir Path dir;

  @BeforeEach
  void configure() {
    System.setProperty("stepscope.dir", dir.toString());
    System.setProperty("stepscope.forward", "off");
  }

  @AfterEach
  void forget() {
    System.clearProperty("stepscope.dir");
    System.clearProperty("stepscope.forward");
  }

  @Test
  void aModelHasOneRunUntilItIsFinished() throws Exception {
    Model model = Kind.SEQUENCE.network();
    model.setListeners(new StepscopeListener());
    Kind.SEQUENCE.fit(model, 2, 1);
    Kind.SEQUENCE.fit(model, 2, 2);
    Stepscope.finish(model);
    Kind.SEQUENCE.fit(model, 3, 1);
    Stepscope.finish(model);
    List<RecordedRun> runs = RecordedRun.allIn(dir);
    assertThat(runs).hasSize(2);
    // The longer one, which is the first, whatever their names are.
    runs.sort(Comparator.comparing(run -> -run.scalars("train/loss").size()));
    assertThat(runs.get(0).scalars("train/loss")).hasSize(6);
    assertThat(runs.get(0).epochs()).containsEntry(0L, 0).containsEntry(5L, 2);
    assertThat(runs.get(1).scalars("train/loss")).hasSize(3).containsKey(0L);
    for (RecordedRun run : runs) {
      assertThat(run.all(RunEnded.class))
          .extracting(RunEnded::status)
          .containsExactly(RunStatus.FINISHED);
    }
  }

  @Test
  void anotherModelHasAnotherRun() throws Exception {
    StepscopeListener listener = new StepscopeListener();
    Model first = Kind.SEQUENCE.network();
    Model second = Kind.GRAPH.network(Networks.settings(new Sgd(0.1)));
    first.setListeners(listener);
    second.setListeners(listener);
    for (int i = 0; i < 2; i++) {
      Kind.SEQUENCE.fit(first, 2, 1);
      Kind.GRAPH.fit(second, 3, 1);
    }
    Stepscope.finish(first);
    Stepscope.finish(second);
    assertThat(RecordedRun.allIn(dir))
        .extracting(run -> run.scalars("train/loss").size())
        .containsExactlyInAnyOrder(4, 6);
  }

  @ParameterizedTest
  @EnumSource
  void anEqualNetworkIsNoCopy(Kind kind) throws Exception {
    StepscopeListener listener = new StepscopeListener();
    Model first = kind.network();
    Model second = kind.network();
    first.setListeners(listener);
    second.setListeners(listener);
    for (int i = 0; i < 2; i++) {
      kind.fit(first, 2, 1);
      kind.fit(second, 3, 1);
    }
    Stepscope.finish(first);
    Stepscope.finish(second);
    assertThat(RecordedRun.allIn(dir))
        .extracting(run -> run.scalars("train/loss").size())
        .containsExactlyInAnyOrder(4, 6);
  }

  @Test
  void modelsThatShareARunAtOnceHaveNumbersOfTheirOwn() throws Exception {
    Run run = Networks.run(dir);
    try (run) {
      StepscopeListener listener = new StepscopeListener(run);
      List<Model> models = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Model model = Kind.SEQUENCE.network();
        model.setListeners(listener);
        Kind.SEQUENCE.fit(model, i + 1, 1);
        models.add(model);
        if (i == 1) {
          Stepscope.finish(models.get(0));
        }
      }
      models.forEach(Stepscope::finish);
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    // The third has the number of the first, which is over, and goes on after its steps.
    assertThat(recorded.scalars("train/loss")).containsOnlyKeys(0L, 1L, 2L, 3L);
    assertThat(recorded.scalars("model1/train/loss")).containsOnlyKeys(0L, 1L);
    assertThat(recorded.scalars("model2/train/loss")).hasSize(4);
  }

  @Test
  void aListenerThatWasSerializedRecordsRunsOfItsOwn() throws Exception {
    Path elsewhere = Files.createDirectory(dir.resolveSibling(dir.getFileName() + "-own"));
    Run run = Networks.run(elsewhere);
    try (run) {
      Model model = Kind.SEQUENCE.network();
      StepscopeListener listener = new StepscopeListener(run).epochs(3);
      model.setListeners(listener);
      Kind.SEQUENCE.fit(model, 2, 1);
      Model other = Kind.SEQUENCE.network();
      other.setListeners(copy(listener));
      Kind.SEQUENCE.fit(other, 3, 1);
      Stepscope.finish(other);
      Kind.SEQUENCE.fit(model, 2, 1);
      Stepscope.finish(model);
    }
    assertThat(RecordedRun.in(run.folder()).scalars("train/loss")).hasSize(4);
    assertThat(RecordedRun.allIn(dir))
        .singleElement()
        .satisfies(own -> assertThat(own.scalars("train/loss")).hasSize(3));
  }

  @Test
  void aRunEndsWithItsProcess() throws Exception {
    Process process =
        new ProcessBuilder(command(Program.class))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(dir.resolveSibling(dir.getFileName() + "-err").toFile())
            .start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("the process ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    RunFolder folder = RunFolder.list(dir).get(0);
    assertThat(RunState.of(folder, Clock.systemUTC()).status()).isEqualTo(RunStatus.FINISHED);
    RecordedRun recorded = RecordedRun.in(folder.root());
    assertThat(recorded.scalars("train/loss")).hasSize(4);
    assertThat(recorded.histogram("weights/0_W", 4).count()).as("the last weights").isPositive();
    assertThat(recorded.completeSteps()).containsExactly(0L, 1L, 2L, 3L);
  }

  private List<String> command(Class<?> main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    System.getProperties()
        .forEach(
            (key, value) -> {
              if (key.toString().startsWith("org.bytedeco")
                  || key.toString().startsWith("stepscope.")) {
                command.add("-D" + key + "=" + value);
              }
            });
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return command;
  }

  private static StepscopeListener copy(StepscopeListener listener) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(listener);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (StepscopeListener) in.readObject();
    }
  }

  /** Trains, and says nothing of an end. */
  static final class Program {
    /** A model that nobody holds any more may be gone before the process ends. */
    private static final List<Model> MODELS = new ArrayList<>();

    private Program() {}

    public static void main(String[] arguments) {
      Model model = Kind.SEQUENCE.network();
      MODELS.add(model);
      model.setListeners(new StepscopeListener());
      Kind.SEQUENCE.fit(model, 2, 2);
    }
  }
}
