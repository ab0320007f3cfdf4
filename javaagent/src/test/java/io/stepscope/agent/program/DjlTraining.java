package io.stepscope.agent.program;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.listener.TrainingListenerAdapter;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.Pair;
import java.util.Arrays;
import java.util.Random;

/** A small network and its data, the same every time; prints the bits of what it calculates. */
final class DjlTraining implements AutoCloseable {

  static final int BATCH = 16;
  static final int INPUTS = 12;
  private static final int CLASSES = 4;

  /** PyTorch, or what the property {@code engine} says. */
  static final String ENGINE = System.getProperty("engine", "PyTorch");

  final Model model;
  private final NDManager manager;

  DjlTraining() {
    Engine.getEngine(ENGINE).setRandomSeed(7);
    model = Model.newInstance("small", ENGINE);
    manager = NDManager.newBaseManager(Device.cpu(), ENGINE);
    SequentialBlock network =
        new SequentialBlock()
            .add(Linear.builder().setUnits(8).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(CLASSES).build());
    network.setInitializer(new XavierInitializer(), Parameter.Type.WEIGHT);
    model.setBlock(network);
  }

  /**
   * A configuration with a listener of Stepscope's, if the arguments say so, and a schedule of the
   * program's own if they say {@code schedule}.
   */
  static DefaultTrainingConfig config(Loss loss, String... arguments) throws Exception {
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(loss)
            .optOptimizer(adam(arguments))
            .optDevices(new Device[] {Device.cpu()});
    if (Arrays.asList(arguments).contains("listener")) {
      config.addTrainingListeners(
          Class.forName("io.stepscope.djl.StepscopeListener")
              .asSubclass(TrainingListener.class)
              .getConstructor()
              .newInstance());
    }
    return config;
  }

  private static Adam adam(String... arguments) {
    Adam.Builder builder = Adam.builder();
    if (Arrays.asList(arguments).contains("schedule")) {
      builder.optLearningRateTracker((Tracker) update -> 0.01f / update);
    }
    return builder.build();
  }

  Trainer trainer(DefaultTrainingConfig config) {
    Trainer trainer = model.newTrainer(config);
    trainer.initialize(new Shape(BATCH, INPUTS));
    return trainer;
  }

  /** A few batches of random inputs with random classes. */
  Dataset data(int batches) {
    Random random = new Random(batches);
    float[] inputs = new float[batches * BATCH * INPUTS];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (float) random.nextGaussian();
    }
    float[] labels = new float[batches * BATCH];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = random.nextInt(CLASSES);
    }
    return new ArrayDataset.Builder()
        .setData(manager.create(inputs, new Shape(labels.length, INPUTS)))
        .optLabels(manager.create(labels))
        .setSampling(BATCH, false)
        .build();
  }

  static void print(String what, NDArray array) {
    for (float value : array.toFloatArray()) {
      System.out.println(what + " " + Integer.toHexString(Float.floatToRawIntBits(value)));
    }
  }

  /** Prints the bits of all gradients. */
  void printGradients() {
    for (Pair<String, Parameter> parameter : model.getBlock().getParameters()) {
      try (NDArray gradient = parameter.getValue().getArray().getGradient()) {
        print("gradient of " + parameter.getKey(), gradient);
      }
    }
  }

  void printWeights() {
    for (Pair<String, Parameter> parameter : model.getBlock().getParameters()) {
      print(parameter.getKey(), parameter.getValue().getArray());
    }
  }

  @Override
  public void close() {
    manager.close();
    model.close();
  }

  /** Prints the loss of every batch. */
  static final class Printing extends TrainingListenerAdapter {
    @Override
    public void onTrainingBatch(Trainer trainer, BatchData data) {
      data.getLabels()
          .forEach(
              (device, labels) ->
                  print(
                      "loss",
                      trainer.getLoss().evaluate(labels, data.getPredictions().get(device))));
    }
  }
}
