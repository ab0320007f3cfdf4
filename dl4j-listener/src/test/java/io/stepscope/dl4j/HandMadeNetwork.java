package io.stepscope.dl4j;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The network of {@link SameDiffTraining} once more, in plain doubles: two layers with tanh between
 * them.
 */
final class HandMadeNetwork {

  private static final int IN = SameDiffTraining.INPUTS;
  private static final int MID = SameDiffTraining.HIDDEN;
  private static final int OUT = SameDiffTraining.OUTPUTS;

  private final Map<String, float[]> weights;
  private final boolean classifies;

  HandMadeNetwork(Map<String, float[]> weights, boolean classifies) {
    this.weights = weights;
    this.classifies = classifies;
  }

  /** Mean loss over a batch. */
  double loss(float[][] inputs, float[][] labels) {
    double sum = 0;
    for (int row = 0; row < inputs.length; row++) {
      double[] logits = logits(hidden(inputs[row]));
      double[] outputs = classifies ? softmax(logits) : logits;
      for (int k = 0; k < OUT; k++) {
        double error = outputs[k] - labels[row][k];
        sum += classifies ? -labels[row][k] * Math.log(outputs[k]) : error * error / OUT;
      }
    }
    return sum / inputs.length;
  }

  /** Gradients of that loss, by parameter, row by row. */
  Map<String, double[]> gradients(float[][] inputs, float[][] labels) {
    double[] w0 = new double[IN * MID];
    double[] b0 = new double[MID];
    double[] w1 = new double[MID * OUT];
    double[] b1 = new double[OUT];
    for (int row = 0; row < inputs.length; row++) {
      double[] hidden = hidden(inputs[row]);
      double[] logits = logits(hidden);
      double[] outputs = classifies ? softmax(logits) : logits;
      double[] back = new double[MID];
      for (int k = 0; k < OUT; k++) {
        double scale = (classifies ? 1.0 : 2.0 / OUT) / inputs.length;
        double delta = scale * (outputs[k] - labels[row][k]);
        b1[k] += delta;
        for (int j = 0; j < MID; j++) {
          w1[j * OUT + k] += hidden[j] * delta;
          back[j] += of("w1")[j * OUT + k] * delta;
        }
      }
      for (int j = 0; j < MID; j++) {
        double delta = back[j] * (1 - hidden[j] * hidden[j]);
        b0[j] += delta;
        for (int i = 0; i < IN; i++) {
          w0[i * MID + j] += inputs[row][i] * delta;
        }
      }
    }
    return new TreeMap<>(Map.of("w0", w0, "b0", b0, "w1", w1, "b1", b1));
  }

  private double[] hidden(float[] input) {
    double[] hidden = new double[MID];
    for (int j = 0; j < MID; j++) {
      double sum = of("b0")[j];
      for (int i = 0; i < IN; i++) {
        sum += input[i] * of("w0")[i * MID + j];
      }
      hidden[j] = Math.tanh(sum);
    }
    return hidden;
  }

  private double[] logits(double[] hidden) {
    double[] logits = new double[OUT];
    for (int k = 0; k < OUT; k++) {
      logits[k] = of("b1")[k];
      for (int j = 0; j < MID; j++) {
        logits[k] += hidden[j] * of("w1")[j * OUT + k];
      }
    }
    return logits;
  }

  private static double[] softmax(double[] logits) {
    double[] values = new double[OUT];
    double sum = 0;
    for (int k = 0; k < OUT; k++) {
      values[k] = Math.exp(logits[k]);
      sum += values[k];
    }
    for (int k = 0; k < OUT; k++) {
      values[k] /= sum;
    }
    return values;
  }

  private float[] of(String name) {
    return Objects.requireNonNull(weights.get(name), name);
  }
}
