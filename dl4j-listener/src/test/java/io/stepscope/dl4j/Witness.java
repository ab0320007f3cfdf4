package io.stepscope.dl4j;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sees for itself what the framework has in each step, in the slow and obvious way. */
final class Witness extends BaseTrainingListener {

  /** Scores by step. */
  final List<Double> scores = new ArrayList<>();

  /** Summed gradients by parameter, step by step. */
  final List<Map<String, float[]>> gradients = new ArrayList<>();

  /** Weights by parameter, before each step. */
  final List<Map<String, float[]>> weights = new ArrayList<>();

  @Override
  public void onGradientCalculation(Model model) {
    gradients.add(values(model.gradient().gradientForVariable()));
    weights.add(values(model.paramTable()));
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    scores.add(model.score());
  }

  static Map<String, float[]> values(Map<String, INDArray> arrays) {
    Map<String, float[]> values = new HashMap<>();
    arrays.forEach((name, array) -> values.put(name, array.dup(array.ordering()).data().asFloat()));
    return values;
  }
}
