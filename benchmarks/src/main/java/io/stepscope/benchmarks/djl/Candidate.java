package io.stepscope.benchmarks.djl;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.translate.TranslateException;
import io.stepscope.Run;
import io.stepscope.djl.StepscopeListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One way to train: without a listener, or with one in a certain configuration. */
final class Candidate implements AutoCloseable {

  private static final int BATCH = 32;
  private static final int BATCHES = 50;

  private final NDManager manager = NDManager.newBaseManager();
  private final Model model = Model.newInstance("overhead");
  private final @Nullable Run run;
  private final Trainer trainer;
  private final ArrayDataset data;
  private Iterator<Batch> batches = Collections.emptyIterator();

  /**
   * Prepares a training.
   *
   * @param units width of the hidden layer; each unit has about a thousand weights
   * @param setting configuration of the run; null for a training without a listener
   */
  Candidate(int units, ListenerOverhead.@Nullable Setting setting, Path dir) {
    Engine.getInstance().setRandomSeed(1);
    model.setBlock(network(units));
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .optOptimizer(Adam.builder().build())
            .optDevices(new Device[] {Device.cpu()})
            .addEvaluator(new Accuracy())
            .addTrainingListeners(new EvaluatorTrainingListener());
    if (setting == null) {
      run = null;
    } else {
      var builder = Run.builder().dir(dir).name(setting.name());
      setting.values().forEach(builder::set);
      run = builder.start();
      config.addTrainingListeners(new StepscopeListener(run));
    }
    trainer = model.newTrainer(config);
    trainer.initialize(new Shape(BATCH, 1, 8, 8));
    data = noise();
  }

  /** Trains for some steps, going on where the last call stopped. */
  void train(int steps) throws IOException, TranslateException {
    for (int i = 0; i < steps; i++) {
      if (!batches.hasNext()) {
        batches = trainer.iterateDataset(data).iterator();
      }
      Batch batch = batches.next();
      EasyTrain.trainBatch(trainer, batch);
      trainer.step();
      batch.close();
    }
  }

  @Override
  public void close() {
    trainer.close();
    model.close();
    manager.close();
    if (run != null) {
      run.close();
    }
  }

  private ArrayDataset noise() {
    Random random = new Random(1);
    float[] pixels = new float[BATCHES * BATCH * 64];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    float[] labels = new float[BATCHES * BATCH];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = random.nextInt(10);
    }
    return new ArrayDataset.Builder()
        .setData(manager.create(pixels, new Shape(labels.length, 1, 8, 8)))
        .optLabels(manager.create(labels))
        .setSampling(BATCH, false)
        .build();
  }

  private static SequentialBlock network(int units) {
    return new SequentialBlock()
        .add(convolution(32))
        .add(Activation::relu)
        .add(convolution(64))
        .add(Activation::relu)
        .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(units).build())
        .add(Activation::relu)
        .add(Linear.builder().setUnits(10).build());
  }

  private static Conv2d convolution(int filters) {
    return Conv2d.builder()
        .setKernelShape(new Shape(3, 3))
        .optPadding(new Shape(1, 1))
        .setFilters(filters)
        .build();
  }
}
