package io.stepscope.benchmarks.dl4j;

import java.util.Random;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The network and the batch that all contestants train on. */
final class Networks {

  private static final int INPUTS = 64;
  private static final int CLASSES = 10;
  private static final int BATCH = 32;

  private Networks() {}

  /** 64 inputs, three hidden layers, 10 classes, trained with Adam. */
  static MultiLayerNetwork dense(int hidden) {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .weightInit(WeightInit.XAVIER)
            .updater(new Adam(1e-4))
            .list()
            .layer(layer(INPUTS, hidden))
            .layer(layer(hidden, hidden))
            .layer(layer(hidden, hidden))
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nIn(hidden)
                    .nOut(CLASSES)
                    .activation(Activation.SOFTMAX)
                    .build())
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  /** Random inputs and classes. */
  static DataSet batch() {
    Random random = new Random(1);
    float[][] inputs = new float[BATCH][INPUTS];
    float[][] labels = new float[BATCH][CLASSES];
    for (int i = 0; i < BATCH; i++) {
      for (int j = 0; j < INPUTS; j++) {
        inputs[i][j] = random.nextFloat();
      }
      labels[i][random.nextInt(CLASSES)] = 1;
    }
    INDArray features = Nd4j.create(inputs);
    return new DataSet(features, Nd4j.create(labels));
  }

  private static DenseLayer layer(int in, int out) {
    return new DenseLayer.Builder().nIn(in).nOut(out).activation(Activation.RELU).build();
  }
}
