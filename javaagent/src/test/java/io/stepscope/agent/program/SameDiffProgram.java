package io.stepscope.agent.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.nd4j.autodiff.listeners.Listener;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Trains with SameDiff, twice. */
public final class SameDiffProgram {

  private static final int BATCH = 8;
  private static final int INPUTS = 6;
  private static final int OUTPUTS = 3;

  private SameDiffProgram() {}

  /** Trains; {@code listener} adds one of Stepscope's. */
  public static void main(String[] arguments) throws Exception {
    Random random = new Random(3);
    SameDiff graph = SameDiff.create();
    SDVariable label = graph.placeHolder("label", DataType.FLOAT, -1, OUTPUTS);
    SDVariable input = graph.placeHolder("input", DataType.FLOAT, -1, INPUTS);
    SDVariable weights = graph.var("w", values(random, INPUTS, OUTPUTS));
    SDVariable bias = graph.var("b", values(random, 1, OUTPUTS));
    SDVariable logits = input.mmul("z", weights).add("logits", bias);
    graph.loss.softmaxCrossEntropy("loss", label, logits, null);
    graph.setLossVariables("loss");
    graph.setTrainingConfig(
        new TrainingConfig.Builder()
            .updater(new Adam(0.01))
            .dataSetFeatureMapping("input")
            .dataSetLabelMapping("label")
            .build());
    if (Arrays.asList(arguments).contains("listener")) {
      graph.addListeners(
          Class.forName("io.stepscope.dl4j.StepscopeSameDiffListener")
              .asSubclass(Listener.class)
              .getConstructor()
              .newInstance());
    }
    for (int time = 0; time < 2; time++) {
      graph.fit(new ListDataSetIterator<>(examples(random), BATCH), 2);
    }
    for (String name : List.of("w", "b")) {
      for (float value : graph.getVariable(name).getArr().dup('c').data().asFloat()) {
        System.out.println(name + " " + Integer.toHexString(Float.floatToRawIntBits(value)));
      }
    }
  }

  private static List<DataSet> examples(Random random) {
    List<DataSet> examples = new ArrayList<>();
    for (int i = 0; i < 4 * BATCH; i++) {
      INDArray label = Nd4j.zeros(DataType.FLOAT, 1, OUTPUTS);
      label.putScalar(0, random.nextInt(OUTPUTS), 1);
      examples.add(new DataSet(values(random, 1, INPUTS), label));
    }
    return examples;
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
