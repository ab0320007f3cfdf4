package io.stepscope.dl4j;

import io.stepscope.Run;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small networks, the same in every test and with the same random numbers. */
final class Networks {

  private Networks() {}

  static NeuralNetConfiguration.Builder settings(IUpdater updater) {
    return new NeuralNetConfiguration.Builder()
        .seed(7)
        .updater(updater)
        .weightInit(WeightInit.XAVIER)
        .activation(Activation.RELU);
  }

  static DenseLayer hidden() {
    return new DenseLayer.Builder().nIn(64).nOut(24).build();
  }

  static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nIn(24)
        .nOut(10)
        .activation(Activation.SOFTMAX)
        .build();
  }

  static MultiLayerNetwork sequence(NeuralNetConfiguration.Builder settings) {
    MultiLayerConfiguration configuration = settings.list().layer(hidden()).layer(output()).build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  static ComputationGraph graph(NeuralNetConfiguration.Builder settings) {
    ComputationGraph graph =
        new ComputationGraph(
            settings
                .graphBuilder()
                .addInputs("pixels")
                .addLayer("hidden", hidden(), "pixels")
                .addLayer("digit", output(), "hidden")
                .setOutputs("digit")
                .build());
    graph.init();
    return graph;
  }

  /** A run that looks at tensors in every step and is not forwarded. */
  static Run run(Path dir) {
    return Run.builder()
        .dir(dir)
        .set("histograms", "every:1")
        .set("forward", "off")
        .set("progress", "off")
        .start();
  }
}
