package io.stepscope.training.testkit;

import static io.stepscope.training.testkit.Steered.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.ControlAction;
import io.stepscope.event.Event;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Scalar;
import io.stepscope.event.Timing;
import io.stepscope.folder.RunFolder;
import io.stepscope.folder.RunState;
import io.stepscope.journal.JournalReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training in a process of its own, steered by the command line in further processes. */
public abstract class ControlProcessContract {

  @TempDir Path dir;

  /**
   * A class whose {@code main} trains until it is stopped, with the adapter under test, recording
   * into the folder of runs that its argument names, and declares {@code temperature} from 0.1 to
   * 2, initially 1.
   */
  protected abstract Class<?> program();

  @Test
  void everyCommandIsAppliedBetweenTwoStepsAndRecorded() throws Exception {
    Process training = java("training", program().getName(), dir.toString());
    try {
      await("the training", () -> !training.isAlive() || stepsRecorded() > 2);
      assertThat(training.isAlive()).as(() -> text("training.err")).isTrue();

      assertThat(stepscope("control", "latest").out()).contains("pause", "learning_rate  0.001");
      assertThat(stepscope("control", "latest", "set", "learning_rate", "0.01").out())
          .matches("learning_rate 0\\.001 -> 0\\.01 at step \\d+\n");
      assertThat(stepscope("control", "latest", "set", "temperature", "0.5").out())
          .matches("temperature 1 -> 0\\.5 at step \\d+\n");
      String paused = stepscope("control", "latest", "pause").out();
      assertThat(paused).matches("paused at step \\d+\n");
      long at = Long.parseLong(paused.replaceAll("\\D", ""));
      assertThat(stepsRecorded()).isEqualTo(at);
      assertThat(stepscope("control", "latest", "step").out())
          .isEqualTo("training one step at step " + at + "\n");
      await("that step", () -> stepsRecorded() == at + 1);
      assertThat(stepscope("control", "latest", "checkpoint").out())
          .startsWith("checkpoint at step " + (at + 1) + ": stored as artifact checkpoints/step-");
      assertThat(stepscope("control", "latest", "reset", "--json").out())
          .contains("\"action\": \"reset\"", "\"outcome\": \"applied\"", "\"step\": " + (at + 1));
      assertThat(stepscope("control", "latest", "resume").out())
          .isEqualTo("resumed at step " + (at + 1) + "\n");
      Finished unknown = stepscope("control", "latest", "set", "pressure", "1");
      assertThat(unknown.code()).isEqualTo(1);
      assertThat(unknown.err()).contains("there is ").contains("temperature").hasLineCount(1);
      Finished beyond = stepscope("control", "latest", "set", "temperature", "9");
      assertThat(beyond.code()).isEqualTo(1);
      assertThat(beyond.err()).contains("temperature must be from 0.1 to 2, not 9");
      assertThat(stepscope("control", "latest", "stop").out()).startsWith("stopped at step ");

      assertThat(training.waitFor(60, TimeUnit.SECONDS)).as("the process ends").isTrue();
      assertThat(RunState.of(run(), Clock.systemUTC()).status()).isEqualTo(RunStatus.STOPPED);
      assertThat(stepscope("control", "latest", "pause").err()).contains("is not running");
      assertBetweenSteps();
    } finally {
      training.destroyForcibly();
    }
  }

  /**
   * What is commanded comes after everything of the step before and before the loss of the next.
   */
  private void assertBetweenSteps() throws IOException {
    List<String> actions = new ArrayList<>();
    long ended = -1;
    long begun = -1;
    for (Event event : events()) {
      if (event instanceof Scalar scalar && scalar.name().equals("train/loss")) {
        begun = scalar.stamp().step();
      } else if (event instanceof Timing timing && timing.name().equals("time/step")) {
        ended = timing.stamp().step();
      } else if (event instanceof ControlAction action) {
        actions.add(action.action() + " " + action.outcome());
        assertThat(action.stamp().step()).isEqualTo(ended + 1).isEqualTo(begun + 1);
      }
    }
    assertThat(actions)
        .containsExactly(
            "set APPLIED",
            "set APPLIED",
            "pause APPLIED",
            "step APPLIED",
            "checkpoint APPLIED",
            "reset APPLIED",
            "resume APPLIED",
            "set REFUSED",
            "stop APPLIED");
  }

  private long stepsRecorded() throws IOException {
    return events().stream()
        .filter(event -> event instanceof Scalar scalar && scalar.name().equals("train/loss"))
        .count();
  }

  private List<Event> events() throws IOException {
    List<Event> events = new ArrayList<>();
    if (!RunFolder.list(dir).isEmpty()) {
      try (JournalReader reader = JournalReader.open(run().journal(0))) {
        reader.readAll(events::add);
      }
    }
    return events;
  }

  private RunFolder run() throws IOException {
    return RunFolder.list(dir).get(0);
  }

  private Finished stepscope(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("io.stepscope.viewer.StepscopeCommand"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--dir", dir.toString()));
    Process process = java("cli", command.toArray(String[]::new));
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    return new Finished(process.exitValue(), text("cli.out"), text("cli.err"));
  }

  private Process java(String name, String... arguments) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command = new ArrayList<>(List.of(java.toString(), "-Xmx512m"));
    System.getProperties()
        .forEach(
            (key, value) -> {
              if (key.toString().startsWith("ai.djl.")
                  || key.toString().startsWith("org.bytedeco")) {
                command.add("-D" + key + "=" + value);
              }
            });
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectOutput(output(name + ".out"))
        .redirectError(output(name + ".err"))
        .start();
  }

  private File output(String name) {
    return dir.resolveSibling(dir.getFileName() + "-" + name).toFile();
  }

  private String text(String name) {
    try {
      return Files.readString(output(name).toPath(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return String.valueOf(e);
    }
  }

  private record Finished(int code, String out, String err) {}
}
