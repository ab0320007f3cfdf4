package io.stepscope.dl4j;

import io.stepscope.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.evaluation.regression.RegressionEvaluation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Small graphs and data, the same in every test and with the same numbers. */
final class SameDiffTraining {

  static final int BATCH = 8;
  static final int BATCHES = 5;
  static final int INPUTS = 6;
  static final int HIDDEN = 7;
  static final int OUTPUTS = 3;

  private SameDiffTraining() {}

  /** A classifier of two layers, with softmax and cross-entropy. */
  static SameDiff classifier() {
    return classifier(new TrainingConfig.Builder().updater(new Adam(0.01)));
  }

  static SameDiff classifier(TrainingConfig.Builder config) {
    SameDiff graph = SameDiff.create();
    SDVariable label = graph.placeHolder("label", DataType.FLOAT, -1, OUTPUTS);
    SDVariable logits = network(graph);
    graph.nn.softmax("softmax", logits, 1);
    graph.loss.softmaxCrossEntropy("loss", label, logits, null);
    graph.setLossVariables("loss");
    graph.setTrainingConfig(
        config
            .dataSetFeatureMapping("input")
            .dataSetLabelMapping("label")
            .validationEvaluation("softmax", 0, new Evaluation())
            .build());
    return graph;
  }

  /** The same layers, with the mean of squares as the program writes it itself. */
  static SameDiff regression() {
    SameDiff graph = SameDiff.create();
    SDVariable label = graph.placeHolder("label", DataType.FLOAT, -1, OUTPUTS);
    SDVariable difference = network(graph).sub("difference", label);
    difference.mul("squares", difference).mean("loss");
    graph.setLossVariables("loss");
    graph.setTrainingConfig(
        new TrainingConfig.Builder()
            .updater(new Adam(0.01))
            .dataSetFeatureMapping("input")
            .dataSetLabelMapping("label")
            .validationEvaluation("logits", 0, new RegressionEvaluation())
            .build());
    return graph;
  }

  private static SDVariable network(SameDiff graph) {
    Random random = new Random(3);
    SDVariable input = graph.placeHolder("input", DataType.FLOAT, -1, INPUTS);
    SDVariable w0 = graph.var("w0", values(random, INPUTS, HIDDEN));
    SDVariable b0 = graph.var("b0", values(random, 1, HIDDEN));
    SDVariable w1 = graph.var("w1", values(random, HIDDEN, OUTPUTS));
    SDVariable b1 = graph.var("b1", values(random, 1, OUTPUTS));
    SDVariable hidden = graph.math.tanh("hidden", input.mmul("z0", w0).add("a0", b0));
    return hidden.mmul("z1", w1).add("logits", b1);
  }

  /** Batches of random inputs whose class is that of their greatest input of three. */
  static List<DataSet> batches(long seed) {
    Random random = new Random(seed);
    List<DataSet> batches = new ArrayList<>();
    for (int batch = 0; batch < BATCHES; batch++) {
      INDArray inputs = values(random, BATCH, INPUTS);
      INDArray labels = Nd4j.zeros(DataType.FLOAT, BATCH, OUTPUTS);
      for (int row = 0; row < BATCH; row++) {
        int best = 0;
        for (int column = 1; column < OUTPUTS; column++) {
          best = inputs.getFloat(row, column) > inputs.getFloat(row, best) ? column : best;
        }
        labels.putScalar(row, best, 1);
      }
      batches.add(new DataSet(inputs, labels));
    }
    return batches;
  }

  static DataSetIterator data(long seed) {
    List<DataSet> all = new ArrayList<>();
    batches(seed).forEach(batch -> all.addAll(batch.asList()));
    return new ListDataSetIterator<>(all, BATCH);
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

  /** Copies of the parameters' values, by name. */
  static Map<String, float[]> weights(SameDiff graph) {
    Map<String, float[]> weights = new LinkedHashMap<>();
    for (String name : List.of("w0", "b0", "w1", "b1")) {
      weights.put(name, graph.getVariable(name).getArr().dup('c').data().asFloat());
    }
    return weights;
  }

  private static INDArray values(Random random, int rows, int columns) {
    float[][] values = new float[rows][columns];
    for (float[] row : values) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) random.nextGaussian() / 2;
      }
    }
    return Nd4j.createFromArray(values);
  }
}
