package io.stepscope.agent.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Trains a network of Deeplearning4j, as a sequence of layers or as a graph. */
public final class NetworkProgram {

  private static final int BATCH = 16;
  private static final int INPUTS = 12;
  private static final int CLASSES = 4;

  private NetworkProgram() {}

  /**
   * Trains a {@code sequence} or a {@code graph}; {@code listener} adds one of Stepscope's, {@code
   * late} sets a listener of the program's own between two calls of fit, in the place of all, and
   * trains a copy in the end.
   */
  public static void main(String[] arguments) throws Exception {
    List<String> words = Arrays.asList(arguments);
    NeuralNetConfiguration.Builder settings =
        new NeuralNetConfiguration.Builder()
            .seed(7)
            .updater(new Adam(0.01))
            .weightInit(WeightInit.XAVIER)
            .activation(Activation.RELU);
    DenseLayer hidden = new DenseLayer.Builder().nIn(INPUTS).nOut(8).build();
    OutputLayer output =
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nIn(8)
            .nOut(CLASSES)
            .activation(Activation.SOFTMAX)
            .build();
    TrainingListener printing = new Printing();
    if (words.contains("sequence")) {
      MultiLayerNetwork network =
          new MultiLayerNetwork(settings.list().layer(hidden).layer(output).build());
      network.init();
      if (words.contains("late")) {
        network.fit(batch(new Random(9)));
        network.setListeners(printing);
      } else {
        network.addListeners(printing);
      }
      if (words.contains("listener")) {
        network.addListeners(listener());
      }
      network.fit(new ExistingDataSetIterator(batches()), 2);
      print(network.params());
      if (words.contains("late")) {
        MultiLayerNetwork copy = network.clone();
        copy.fit(batch(new Random(10)));
        print(copy.params());
      }
      System.out.println("listeners " + network.getListeners().contains(printing));
    } else {
      ComputationGraph graph =
          new ComputationGraph(
              settings
                  .graphBuilder()
                  .addInputs("in")
                  .addLayer("hidden", hidden, "in")
                  .addLayer("out", output, "hidden")
                  .setOutputs("out")
                  .build());
      graph.init();
      graph.addListeners(printing);
      if (words.contains("listener")) {
        graph.addListeners(listener());
      }
      graph.fit(new ExistingDataSetIterator(batches()), 2);
      print(graph.params());
    }
  }

  private static TrainingListener listener() throws Exception {
    return Class.forName("io.stepscope.dl4j.StepscopeListener")
        .asSubclass(TrainingListener.class)
        .getConstructor()
        .newInstance();
  }

  private static List<DataSet> batches() {
    Random random = new Random(3);
    List<DataSet> batches = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      batches.add(batch(random));
    }
    return batches;
  }

  private static DataSet batch(Random random) {
    float[][] inputs = new float[BATCH][INPUTS];
    float[][] labels = new float[BATCH][CLASSES];
    for (int row = 0; row < BATCH; row++) {
      for (int column = 0; column < INPUTS; column++) {
        inputs[row][column] = (float) random.nextGaussian();
      }
      labels[row][random.nextInt(CLASSES)] = 1;
    }
    return new DataSet(Nd4j.create(inputs), Nd4j.create(labels));
  }

  private static void print(INDArray values) {
    for (float value : values.data().asFloat()) {
      System.out.println(Integer.toHexString(Float.floatToRawIntBits(value)));
    }
  }

  /** Prints the score of every iteration. */
  private static final class Printing extends BaseTrainingListener {
    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      System.out.println(
          iteration + " " + Long.toHexString(Double.doubleToRawLongBits(model.score())));
    }
  }
}
