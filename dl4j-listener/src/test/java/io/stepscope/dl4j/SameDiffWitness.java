package io.stepscope.dl4j;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Copies what a SameDiff training does, independently of the adapter. */
final class SameDiffWitness extends BaseListener {

  /** Of each step, by parameter. */
  final List<Map<String, float[]>> weights = new ArrayList<>();

  final List<Map<String, float[]>> gradients = new ArrayList<>();

  /** The data of each step. */
  final List<float[][]> inputs = new ArrayList<>();

  final List<float[][]> labels = new ArrayList<>();

  @Override
  public boolean isActive(Operation operation) {
    return operation == Operation.TRAINING;
  }

  @Override
  public void iterationStart(SameDiff sd, At at, MultiDataSet data, long etlTimeMs) {
    weights.add(SameDiffTraining.weights(sd));
    gradients.add(new LinkedHashMap<>());
    inputs.add(data.getFeatures(0).toFloatMatrix());
    labels.add(data.getLabels(0).toFloatMatrix());
  }

  @Override
  public void activationAvailable(
      SameDiff sd, At at, MultiDataSet batch, SameDiffOp op, String name, INDArray value) {
    if (name.endsWith("-grad") && weights.get(0).containsKey(name.replace("-grad", ""))) {
      gradients
          .get(gradients.size() - 1)
          .put(name.replace("-grad", ""), value.dup('c').data().asFloat());
    }
  }
}
