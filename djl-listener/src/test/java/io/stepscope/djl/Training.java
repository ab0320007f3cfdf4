package io.stepscope.djl;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.translate.TranslateException;
import io.stepscope.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A small network, data and settings, the same in every test and with the same random numbers. */
final class Training implements AutoCloseable {

  static final int BATCH = 32;

  /** Parameters of {@link #network}, by name. */
  static final String WEIGHT = "01Linear_weight";

  final Model model;
  final NDManager manager;
  final Dataset training;
  final Dataset validation;

  Training() {
    this("PyTorch");
  }

  Training(String engine) {
    Engine.getEngine(engine).setRandomSeed(7);
    model = Model.newInstance("digits", engine);
    manager = NDManager.newBaseManager(Device.cpu(), engine);
    training = Digits.dataset(manager, 0, 10 * BATCH, BATCH);
    validation = Digits.dataset(manager, 1500, 64, BATCH);
    model.setBlock(network());
  }

  static SequentialBlock network() {
    SequentialBlock network =
        new SequentialBlock()
            .add(Linear.builder().setUnits(24).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(10).build());
    network.setInitializer(new XavierInitializer(), Parameter.Type.WEIGHT);
    return network;
  }

  static DefaultTrainingConfig config(TrainingListener... listeners) {
    return config(Loss.softmaxCrossEntropyLoss(), listeners);
  }

  static DefaultTrainingConfig config(Loss loss, TrainingListener... listeners) {
    return new DefaultTrainingConfig(loss)
        .optOptimizer(Adam.builder().build())
        .optDevices(new Device[] {Device.cpu()})
        .addTrainingListeners(listeners);
  }

  /** A run that looks at tensors in every step and is not forwarded. */
  static Run run(Path dir) {
    return run(dir, "1%");
  }

  /** The same with another budget. */
  static Run run(Path dir, String overhead) {
    return Run.builder()
        .dir(dir)
        .set("overhead", overhead)
        .set("histograms", "every:1")
        .set("forward", "off")
        .set("progress", "off")
        .start();
  }

  WitnessTrainer trainer(DefaultTrainingConfig config) {
    WitnessTrainer trainer = new WitnessTrainer(model, config);
    trainer.initialize(new Shape(BATCH, 64));
    return trainer;
  }

  /** Trains with EasyTrain and gives {@code witness} the trainer before it is closed. */
  void fit(DefaultTrainingConfig config, int epochs, Consumer<WitnessTrainer> witness)
      throws IOException, TranslateException {
    try (WitnessTrainer trainer = trainer(config)) {
      EasyTrain.fit(trainer, epochs, training, validation);
      witness.accept(trainer);
    }
  }

  @Override
  public void close() {
    manager.close();
    model.close();
  }
}
