package io.stepscope.samples.dl4j;

import io.stepscope.dl4j.Stepscope;
import io.stepscope.dl4j.StepscopeListener;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * Trains a small convolutional network on hand-written digits.
 *
 * <p>Argument: the number of epochs, 8 by default.
 */
public final class DigitsTraining {

  private static final int BATCH_SIZE = 32;

  private DigitsTraining() {}

  /** Trains, and prints the accuracy on digits that were not trained on. */
  public static void main(String[] args) throws IOException {
    int epochs = args.length > 0 ? Integer.parseInt(args[0]) : 8;
    Digits digits = Digits.load();
    List<DataSet> training = digits.training();
    DataSet test = digits.test();

    MultiLayerNetwork network = new MultiLayerNetwork(network(epochs));
    network.init();
    StepscopeListener listener = new StepscopeListener().epochs(epochs);
    network.addListeners(listener); // All that Stepscope needs.

    Random random = new Random(42);
    Evaluation evaluation = new Evaluation();
    for (int epoch = 0; epoch < epochs; epoch++) {
      Collections.shuffle(training, random);
      network.fit(new ListDataSetIterator<>(training, BATCH_SIZE));
      evaluation = new Evaluation();
      evaluation.eval(test.getLabels(), network.output(test.getFeatures()));
      listener.evaluation(evaluation); // The framework tells listeners nothing of evaluations.
    }
    System.out.printf(Locale.ROOT, "test accuracy: %.4f%n", evaluation.accuracy());
    Stepscope.finish(network); // Else the run ends with the process.
  }

  private static MultiLayerConfiguration network(int epochs) {
    return new NeuralNetConfiguration.Builder()
        .seed(42)
        .updater(new Adam(learningRate(epochs)))
        .weightInit(WeightInit.RELU)
        .activation(Activation.RELU)
        .convolutionMode(ConvolutionMode.Same)
        .list()
        .layer(new ConvolutionLayer.Builder(3, 3).nOut(16).build())
        .layer(new ConvolutionLayer.Builder(3, 3).nOut(32).build())
        .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
        .layer(new DenseLayer.Builder().nOut(64).build())
        .layer(
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(10)
                .activation(Activation.SOFTMAX)
                .build())
        .setInputType(InputType.convolutionalFlat(8, 8, 1))
        .build();
  }

  /** Falls exponentially to a tenth, so that the end does not depend on luck. */
  private static ISchedule learningRate(int epochs) {
    int steps = epochs * ((Digits.TRAINING + BATCH_SIZE - 1) / BATCH_SIZE);
    return new ExponentialSchedule(ScheduleType.ITERATION, 5e-3, Math.pow(0.1, 1.0 / steps));
  }
}
