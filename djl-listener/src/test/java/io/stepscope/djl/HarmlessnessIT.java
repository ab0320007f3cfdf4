package io.stepscope.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.evaluator.Evaluator;
import ai.djl.training.listener.EarlyStoppingListener.EarlyStoppedException;
import ai.djl.training.listener.TrainingListenerAdapter;
import ai.djl.training.loss.Loss;
import io.stepscope.Run;
import io.stepscope.control.Action;
import io.stepscope.control.CommandSender;
import io.stepscope.control.LiveValue;
import io.stepscope.training.testkit.RecordedRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HarmlessnessIT {

  @TempDir Path dir;

  @Test
  void noArrayIsLeftBehind() throws Exception {
    List<Integer> managed = new ArrayList<>();
    try (Run run = Training.run(dir);
        Training training = new Training();
        WitnessTrainer trainer = training.trainer(Training.config(new StepscopeListener(run)))) {
      for (int epoch = 0; epoch < 20; epoch++) {
        for (Batch batch : trainer.iterateDataset(training.training)) {
          EasyTrain.trainBatch(trainer, batch);
          trainer.step();
          batch.close();
        }
        EasyTrain.evaluateDataset(trainer, training.validation);
        managed.add(
            training.model.getNDManager().getManagedArrays().size()
                + trainer.getManager().getManagedArrays().size());
      }
    }
    assertThat(managed).as("arrays managed after each ten steps").hasSize(20);
    assertThat(managed.subList(1, 20)).containsOnly(managed.get(0));
  }

  @Test
  void aRunThatEndsTooEarlyEndsNoTraining() throws Exception {
    List<Float> plain = new ArrayList<>();
    try (Training training = new Training()) {
      training.fit(Training.config(), 2, trainer -> plain.addAll(trainer.losses));
    }
    List<Float> recorded = new ArrayList<>();
    try (Run run = Training.run(dir);
        Training training = new Training()) {
      training.fit(
          Training.config(new StepscopeListener(run), new Ending(run)),
          2,
          trainer -> recorded.addAll(trainer.losses));
      assertThat(run.recorder().lost()).isNotEmpty();
    }
    assertThat(recorded).isEqualTo(plain);
  }

  @Test
  void aFailureOfOurOwnIsCountedAndReachesNoTraining() throws Exception {
    List<Float> losses = new ArrayList<>();
    Run run = Training.run(dir);
    try (run;
        Training training = new Training()) {
      training.fit(
          Training.config(new StepscopeListener(run)).addEvaluator(new Hostile()),
          1,
          trainer -> losses.addAll(trainer.losses));
      assertThat(run.recorder().failures()).containsKey("recording a batch");
    }
    assertThat(losses).hasSize(10);
    assertThat(RecordedRun.in(run.folder()).floats("train/loss")).isEqualTo(losses);
  }

  @Test
  void theTrainerIsLeftAsItWas() {
    try (Run run = Training.run(dir);
        Training training = new Training()) {
      Loss loss = Loss.softmaxCrossEntropyLoss();
      WitnessTrainer trainer = training.trainer(Training.config(loss, new StepscopeListener(run)));
      assertThat(trainer.getLoss()).isInstanceOf(ObservedLoss.class);
      assertThat(trainer.getEvaluators()).containsExactly(trainer.getLoss());
      Object store = PrivateField.read(trainer, "parameterStore");
      assertThat(PrivateField.read(store, "parameterServer"))
          .isInstanceOf(ObservedParameterServer.class);
      trainer.close();
      assertThat(trainer.getLoss()).isSameAs(loss);
      assertThat(trainer.getEvaluators()).containsExactly(loss);
      assertThat(PrivateField.read(store, "parameterServer"))
          .isNotInstanceOf(ObservedParameterServer.class);
    }
  }

  @Test
  void aTrainingThatCouldBeSteeredAndIsNotStaysTheSameToTheLastBit() throws Exception {
    List<Float> plain = new ArrayList<>();
    List<Map<String, float[]>> plainEnd = new ArrayList<>();
    try (Training training = new Training()) {
      training.fit(
          Training.config(),
          3,
          trainer -> {
            plain.addAll(trainer.losses);
            plainEnd.add(trainer.weightsNow());
          });
    }
    List<Float> steerable = new ArrayList<>();
    try (Run run =
            Run.builder()
                .dir(dir)
                .set("control.reset", "snapshot")
                .set("histograms", "off")
                .set("forward", "off")
                .set("progress", "off")
                .start();
        Training training = new Training()) {
      LiveValue temperature = run.control("temperature", 0.1, 2.0, 1.0);
      training.fit(
          Training.config(new StepscopeListener(run)),
          3,
          trainer -> {
            steerable.addAll(trainer.losses);
            trainer
                .weightsNow()
                .forEach(
                    (name, values) ->
                        assertThat(plainEnd.get(0).get(name)).containsExactly(values));
          });
      assertThat(temperature.get()).isEqualTo(1.0);
      assertThat(run.recorder().failures()).isEmpty();
    }
    assertThat(steerable).isEqualTo(plain).hasSize(30);
  }

  @Test
  void aStoppedTrainingLeavesNoArrayBehind() throws Exception {
    int plain;
    try (Training training = new Training()) {
      try (WitnessTrainer trainer = training.trainer(Training.config());
          Batch batch = trainer.iterateDataset(training.training).iterator().next()) {
        EasyTrain.trainBatch(trainer, batch);
        trainer.step();
      }
      plain = training.model.getNDManager().getManagedArrays().size();
    }
    List<Integer> after = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      try (Run run = Training.run(dir);
          Training training = new Training()) {
        NDManager model = training.model.getNDManager();
        try (WitnessTrainer trainer =
            training.trainer(Training.config(new StepscopeListener(run)))) {
          var unused =
              CommandSender.open(run.folder().resolve("control"))
                  .send(Action.RESET, Duration.ofSeconds(10));
          unused =
              CommandSender.open(run.folder().resolve("control"))
                  .send(Action.CHECKPOINT, Duration.ofSeconds(10));
          unused =
              CommandSender.open(run.folder().resolve("control"))
                  .send(Action.STOP, Duration.ofSeconds(10));
          assertThatThrownBy(() -> EasyTrain.fit(trainer, 1, training.training, null))
              .isInstanceOf(EarlyStoppedException.class)
              .hasMessage("stopped by command 3 at step 1");
          assertThat(trainer.losses).hasSize(1);
        }
        after.add(model.getManagedArrays().size());
      }
    }
    assertThat(after).as("as many as without us").containsOnly(plain);
  }

  /** Ends the run in the fifth step. */
  private static final class Ending extends TrainingListenerAdapter {
    private final Run run;
    private int batches;

    Ending(Run run) {
      this.run = run;
    }

    @Override
    public void onTrainingBatch(Trainer trainer, BatchData data) {
      if (++batches == 5) {
        run.close();
      }
    }
  }

  /** An evaluator that cannot bear to be asked. */
  private static final class Hostile extends Evaluator {

    Hostile() {
      super("Hostile");
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
      throw new IllegalStateException("not now");
    }

    @Override
    public void addAccumulator(String key) {}

    @Override
    public void updateAccumulator(String key, NDList labels, NDList predictions) {
      throw new IllegalStateException("not now");
    }

    @Override
    public void resetAccumulator(String key) {}

    @Override
    public float getAccumulator(String key) {
      return 0;
    }
  }
}
