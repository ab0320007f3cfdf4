package io.stepscope.agent.program;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.Arrays;

/** Trains without a trainer. */
public final class FreeLoopProgram {

  private FreeLoopProgram() {}

  /**
   * Trains; with the argument {@code server} DJL's optimizer makes the updates, otherwise the
   * program itself does.
   */
  public static void main(String[] arguments) throws Exception {
    boolean byServer = Arrays.asList(arguments).contains("server");
    Engine engine = Engine.getEngine(DjlTraining.ENGINE);
    Loss loss = Loss.softmaxCrossEntropyLoss();
    try (DjlTraining training = new DjlTraining();
        NDManager manager = training.model.getNDManager().newSubManager()) {
      Block block = training.model.getBlock();
      block.initialize(manager, DataType.FLOAT32, new Shape(DjlTraining.BATCH, DjlTraining.INPUTS));
      ParameterStore store = new ParameterStore(manager, false);
      if (byServer) {
        Optimizer sgd =
            Optimizer.sgd().setLearningRateTracker((Tracker) update -> 0.1f / update).build();
        store.setParameterServer(engine.newParameterServer(sgd), new Device[] {Device.cpu()});
      }
      for (Batch batch : training.data(5).getData(manager)) {
        try (GradientCollector collector = engine.newGradientCollector()) {
          NDList predictions = block.forward(store, batch.getData(), true);
          NDArray value = loss.evaluate(batch.getLabels(), predictions);
          collector.backward(value);
          DjlTraining.print("loss", value);
        }
        training.printGradients();
        if (byServer) {
          store.updateAllParameters();
        } else {
          descend(block);
        }
        batch.close();
      }
      training.printWeights();
    }
  }

  private static void descend(Block block) {
    for (Parameter parameter : block.getParameters().values()) {
      NDArray weights = parameter.getArray();
      try (NDArray gradient = weights.getGradient()) {
        weights.subi(gradient.mul(0.1f));
        gradient.muli(0f);
      }
    }
  }
}
