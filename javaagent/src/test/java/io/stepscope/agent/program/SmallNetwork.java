package io.stepscope.agent.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A network of two layers, its data, and the bits of its weights: the same every time. */
final class SmallNetwork {

  private static final int BATCH = 16;
  private static final int INPUTS = 12;
  private static final int CLASSES = 4;

  private SmallNetwork() {}

  static MultiLayerNetwork sequence(IActivation activation) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(settings().list().layer(hidden(activation)).layer(output()).build());
    network.init();
    return network;
  }

  static MultiLayerNetwork sequence() {
    return sequence(Activation.RELU.getActivationFunction());
  }

  static ComputationGraph graph(IActivation activation) {
    ComputationGraph graph =
        new ComputationGraph(
            settings()
                .graphBuilder()
                .addInputs("in")
                .addLayer("hidden", hidden(activation), "in")
                .addLayer("out", output(), "hidden")
                .setOutputs("out")
                .build());
    graph.init();
    return graph;
  }

  static ComputationGraph graph() {
    return graph(Activation.RELU.getActivationFunction());
  }

  private static NeuralNetConfiguration.Builder settings() {
    return new NeuralNetConfiguration.Builder()
        .seed(7)
        .updater(new Adam(0.01))
        .weightInit(WeightInit.XAVIER);
  }

  private static DenseLayer hidden(IActivation activation) {
    return new DenseLayer.Builder().nIn(INPUTS).nOut(8).activation(activation).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nIn(8)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  /** A listener of Stepscope's. */
  static TrainingListener listener() throws Exception {
    return Class.forName("io.stepscope.dl4j.StepscopeListener")
        .asSubclass(TrainingListener.class)
        .getConstructor()
        .newInstance();
  }

  static List<DataSet> batches(int count, long seed) {
    Random random = new Random(seed);
    List<DataSet> batches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      batches.add(batch(random));
    }
    return batches;
  }

  static DataSet batch(Random random) {
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

  static void print(INDArray values) {
    for (float value : values.data().asFloat()) {
      System.out.println(Integer.toHexString(Float.floatToRawIntBits(value)));
    }
  }
}
