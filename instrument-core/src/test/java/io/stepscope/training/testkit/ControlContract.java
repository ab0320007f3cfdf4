package io.stepscope.training.testkit;

import static io.stepscope.training.testkit.Steered.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.Run;
import io.stepscope.RunBuilder;
import io.stepscope.control.Acknowledgement;
import io.stepscope.control.Action;
import io.stepscope.control.CommandSender;
import io.stepscope.control.ControlValue;
import io.stepscope.control.LiveValue;
import io.stepscope.control.MailboxState;
import io.stepscope.control.Point;
import io.stepscope.event.Artifact;
import io.stepscope.event.ControlAction;
import io.stepscope.event.ControlAction.Outcome;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Scalar;
import io.stepscope.folder.RunFolder;
import io.stepscope.folder.RunState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users can do to a training while it runs, the same in every framework. */
public abstract class ControlContract {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path dir;

  /** A training of the framework, recorded into {@code run} by the adapter under test. */
  protected abstract SteeredTraining training(Run run) throws Exception;

  @Test
  void showsWhatCanBeSteered() throws Exception {
    try (Steered steered = steered(Map.of())) {
      CommandSender sender = steered.begin();
      assertThat(sender.state()).isEqualTo(MailboxState.RUNNING);
      assertThat(sender.points()).containsExactlyInAnyOrder(Point.values());
      assertThat(sender.values()).extracting(ControlValue::name).containsExactly("learning_rate");
    }
  }

  @Test
  void theLearningRateHoldsFromTheNextStepOn() throws Exception {
    try (Steered steered = steered(Map.of())) {
      steered.begin();
      Acknowledgement done = steered.command(Action.SET, "learning_rate", 0.0625);
      assertThat(done.applied()).as(done.message()).isTrue();
      assertThat((float) done.oldValue()).isEqualTo(SteeredTraining.RATE);
      assertThat(done.newValue()).isEqualTo(0.0625);
      Acknowledgement frozen = steered.command(Action.SET, "learning_rate", 0);
      assertThat(frozen.oldValue()).isEqualTo(0.0625);
      long last = frozen.step() + 2;
      await("steps after it", () -> steered.scalars("train/loss").containsKey(last));
      steered.stopped();
      steered
          .scalars("train/learning_rate")
          .forEach(
              (step, rate) ->
                  assertThat(rate.floatValue())
                      .as("learning rate of step %d", step)
                      .isEqualTo(
                          step < done.step()
                              ? SteeredTraining.RATE
                              : step < frozen.step() ? 0.0625f : 0f));
      List<ControlAction> actions = steered.actions();
      assertThat(actions.get(0).target()).isEqualTo("learning_rate");
      assertThat(actions.get(0).oldValue()).isEqualTo("0.001");
      assertThat(actions.get(0).newValue()).isEqualTo("0.0625");
      assertThat(actions.get(0).outcome()).isEqualTo(Outcome.APPLIED);
      assertThat(actions.get(0).stamp().step()).isEqualTo(done.step());
      Map<Long, Double> ratios = updateRatios(steered);
      assertThat(ratios.get(frozen.step() - 1)).as("update before").isPositive();
      // Not zero: there are frameworks whose Adam takes its epsilon for a rate of 0.
      assertThat(ratios.get(frozen.step()))
          .as("update at rate 0")
          .isLessThan(ratios.getOrDefault(frozen.step() - 1, 0.0) / 1000);
    }
  }

  @Test
  void aRateThatMakesNoSenseIsRefusedAndChangesNothing() throws Exception {
    try (Steered steered = steered(Map.of())) {
      steered.begin();
      for (double rate : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
        Acknowledgement done = steered.command(Action.SET, "learning_rate", rate);
        assertThat(done.applied()).isFalse();
        assertThat(done.message()).startsWith("learning_rate must be a number, 0 or more, not");
      }
      steered.stopped();
      assertThat(steered.actions().subList(0, 3))
          .extracting(ControlAction::outcome)
          .containsOnly(Outcome.REFUSED);
    }
  }

  @Test
  void pausesTrainsStepByStepAndGoesOn() throws Exception {
    try (Steered steered = steered(Map.of())) {
      steered.begin();
      long at = steered.paused();
      long paused = System.nanoTime();
      assertThat(steered.scalars("train/loss")).hasSize((int) at);
      Acknowledgement one = steered.command(Action.STEP);
      assertThat(one.step()).isEqualTo(at);
      CommandSender sender = steered.sender();
      await("the end of the step", () -> sender.state() == MailboxState.PAUSED);
      assertThat(sender.stateStep()).isEqualTo(at + 1);
      assertThat(steered.scalars("train/loss")).hasSize((int) at + 1);
      long longest = Collections.max(steered.timings("time/step").values());
      await("a pause beyond any step", () -> System.nanoTime() - paused > 5 * longest);
      Acknowledgement on = steered.command(Action.RESUME);
      long pause = System.nanoTime() - paused;
      assertThat(on.step()).isEqualTo(at + 1);
      await("more steps", () -> steered.scalars("train/loss").containsKey(at + 3));
      assertThat(steered.timings("time/step").get(at + 1))
          .as("time of the step after the pause")
          .isLessThan(pause);
      steered.stopped();
    }
  }

  @Test
  void everyCommandWorksWhilePaused() throws Exception {
    try (Steered steered = steered(Map.of())) {
      steered.begin();
      long at = steered.paused();
      for (Action action : List.of(Action.PAUSE, Action.CHECKPOINT, Action.RESET)) {
        Acknowledgement done = steered.command(action);
        assertThat(done.applied()).as("%s: %s", action, done.message()).isTrue();
        assertThat(done.step()).isEqualTo(at);
      }
      assertThat(steered.command(Action.SET, "learning_rate", 0.5).applied()).isTrue();
      assertThat(steered.stopped()).isInstanceOf(steered.training.stopType());
      assertThat(steered.scalars("train/loss")).hasSize((int) at);
    }
  }

  @Test
  void anInterruptEndsAPauseAndStaysSet() throws Exception {
    try (Steered steered = steered(Map.of())) {
      steered.begin();
      long at = steered.paused();
      steered.interrupt();
      await("more steps", () -> steered.scalars("train/loss").containsKey(at));
      steered.stopped();
      assertThat(steered.actions())
          .anySatisfy(action -> assertThat(action.message()).contains("was interrupted"));
    }
  }

  @Test
  void aStopEndsTheTrainingWithOneExceptionAndLeavesNoThread() throws Exception {
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
    RunFolder folder;
    SteeredTraining training;
    try (Steered steered = steered(Map.of())) {
      steered.begin();
      Throwable end = steered.stopped();
      assertThat(end)
          .isInstanceOf(steered.training.stopType())
          .hasMessageStartingWith("stopped by command 1 at step ");
      assertThat(steered.run.recorder().failures()).isEmpty();
      folder = new RunFolder(steered.run.folder());
      training = steered.training;
    }
    RunState state = RunState.of(folder, Clock.systemUTC());
    assertThat(state.status()).isEqualTo(RunStatus.STOPPED);
    assertThat(state.reason()).startsWith("stopped by command 1 at step ");
    await(
        "the end of all threads",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .allMatch(
                    thread ->
                        before.contains(thread)
                            || !thread.isAlive()
                            || training.tolerates(thread)));
  }

  @Test
  void aResetGivesOtherWeightsAndAnOptimizerWithoutMemory() throws Exception {
    try (Steered steered = steered(Map.of())) {
      float[] first = steered.training.weights();
      steered.begin();
      steered.paused();
      assertThat(steered.training.optimizerRemembers()).isTrue();
      float[] trained = steered.training.weights();
      Acknowledgement reset = steered.command(Action.RESET);
      assertThat(reset.applied()).as(reset.message()).isTrue();
      float[] fresh = steered.training.weights();
      assertThat(fresh).hasSameSizeAs(first).isNotEqualTo(trained).isNotEqualTo(first);
      assertThat(steered.training.optimizerRemembers()).isFalse();
      steered.command(Action.STEP);
      CommandSender sender = steered.sender();
      await("the step", () -> sender.state() == MailboxState.PAUSED);
      assertThat(steered.training.weights()).as("it goes on learning").isNotEqualTo(fresh);
      steered.stopped();
      assertThat(steered.run.recorder().failures()).isEmpty();
    }
  }

  @Test
  void aResetToTheSnapshotGivesTheVerySameWeights() throws Exception {
    try (Steered steered = steered(Map.of("control.reset", "snapshot"))) {
      float[] first = steered.training.weights();
      steered.begin();
      steered.paused();
      assertThat(steered.training.weights()).isNotEqualTo(first);
      Acknowledgement reset = steered.command(Action.RESET);
      assertThat(reset.applied()).as(reset.message()).isTrue();
      assertThat(steered.training.weights()).isEqualTo(first);
      assertThat(steered.training.optimizerRemembers()).isFalse();
      long again = reset.step();
      steered.command(Action.STEP);
      CommandSender sender = steered.sender();
      await("the step", () -> sender.state() == MailboxState.PAUSED);
      assertThat(steered.scalars("train/loss")).containsKey(again);
      steered.stopped();
    }
  }

  @Test
  void aCheckpointIsAnArtifactThatTheFrameworkLoads() throws Exception {
    try (Steered steered = steered(Map.of())) {
      steered.begin();
      steered.paused();
      Acknowledgement done = steered.command(Action.CHECKPOINT);
      assertThat(done.applied()).as(done.message()).isTrue();
      assertThat(done.message()).contains("checkpoints/step-" + done.step() + "/");
      Path loadable = Files.createDirectory(dir.resolve("loadable"));
      for (Artifact artifact : artifacts(steered)) {
        assertThat(artifact.type()).isEqualTo("checkpoint");
        Path stored = new RunFolder(steered.run.folder()).artifacts().resolve(artifact.sha256());
        String name = artifact.name().substring(artifact.name().lastIndexOf('/') + 1);
        Files.copy(stored, loadable.resolve(name));
      }
      assertThat(steered.training.load(loadable)).isEqualTo(steered.training.weights());
      steered.stopped();
    }
  }

  @Test
  void aDeclaredValueChangesWithinItsBounds() throws Exception {
    try (Steered steered = steered(Map.of())) {
      LiveValue temperature = steered.run.control("temperature", 0.1, 2.0, 1.0);
      steered.begin();
      Acknowledgement done = steered.command(Action.SET, "temperature", 0.5);
      assertThat(done.applied()).isTrue();
      assertThat(temperature.get()).isEqualTo(0.5);
      Acknowledgement beyond = steered.command(Action.SET, "temperature", 3);
      assertThat(beyond.applied()).isFalse();
      assertThat(beyond.message()).isEqualTo("temperature must be from 0.1 to 2, not 3");
      Acknowledgement unknown = steered.command(Action.SET, "pressure", 3);
      assertThat(unknown.applied()).isFalse();
      assertThat(unknown.message()).contains("temperature").contains("learning_rate");
      assertThat(temperature.get()).isEqualTo(0.5);
      steered.stopped();
    }
  }

  @Test
  void commandsOfManyUsersAreEachAppliedOnce() throws Exception {
    try (Steered steered = steered(Map.of())) {
      LiveValue value = steered.run.control("value", 0, 1000, 0);
      steered.begin();
      List<Thread> users = new ArrayList<>();
      Set<Long> ids = Collections.synchronizedSet(new HashSet<>());
      List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
      for (int user = 0; user < 4; user++) {
        int first = 100 * user;
        Thread thread =
            new Thread(
                () -> {
                  try {
                    for (int i = 1; i <= 20; i++) {
                      CommandSender sender = steered.sender();
                      ids.add(sender.send(Action.SET, "value", first + i, PATIENCE));
                    }
                  } catch (Throwable t) {
                    failures.add(t);
                  }
                });
        users.add(thread);
        thread.start();
      }
      for (Thread user : users) {
        user.join();
      }
      assertThat(failures).isEmpty();
      CommandSender sender = steered.sender();
      await("all commands", () -> sender.isDone(80));
      assertThat(ids).hasSize(80);
      steered.stopped();
      List<ControlAction> sets = steered.actions().subList(0, 80);
      assertThat(sets).extracting(ControlAction::command).doesNotHaveDuplicates();
      for (int i = 1; i < 80; i++) {
        assertThat(sets.get(i).oldValue()).isEqualTo(sets.get(i - 1).newValue());
      }
      assertThat(sets.get(79).newValue()).isEqualTo(Integer.toString((int) value.get()));
    }
  }

  private Steered steered(Map<String, String> settings) throws Exception {
    RunBuilder builder =
        Run.builder()
            .dir(dir)
            .set("histograms", "every:1")
            .set("trackers", "")
            .set("progress", "off");
    settings.forEach(builder::set);
    Run run = builder.start();
    return new Steered(run, training(run));
  }

  private static List<Artifact> artifacts(Steered steered) throws Exception {
    List<Artifact> artifacts =
        steered.events().stream()
            .filter(Artifact.class::isInstance)
            .map(Artifact.class::cast)
            .toList();
    assertThat(artifacts).isNotEmpty();
    return artifacts;
  }

  /** The largest update:weight ratio of any parameter, step by step. */
  private static Map<Long, Double> updateRatios(Steered steered) throws Exception {
    Map<Long, Double> largest = new TreeMap<>();
    steered.events().stream()
        .filter(Scalar.class::isInstance)
        .map(Scalar.class::cast)
        .filter(scalar -> scalar.name().startsWith("updates/ratio/"))
        .forEach(scalar -> largest.merge(scalar.stamp().step(), scalar.value(), Math::max));
    return largest;
  }
}
