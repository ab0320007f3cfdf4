package io.stepscope.dl4j;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where the trainable parameters of a network lie in its flat buffers. */
final class ParameterTable {

  /** Weak: a table that is kept must not keep a network's memory. */
  private final WeakReference<DataBuffer> weights;

  private final WeakReference<DataBuffer> gradients;
  private final int variables;
  private final List<Parameter> parameters;

  private ParameterTable(
      INDArray weights, INDArray gradients, int variables, List<Parameter> parameters) {
    this.weights = new WeakReference<>(weights.data());
    this.gradients = new WeakReference<>(gradients.data());
    this.variables = variables;
    this.parameters = parameters;
  }

  /**
   * Looks the places up. Parameters of frozen layers have no gradient and are not in the table.
   *
   * @param variables the gradients by parameter name, views of {@code gradients}
   */
  static ParameterTable of(
      Network network, INDArray weights, INDArray gradients, Map<String, INDArray> variables) {
    Map<String, INDArray> weightViews = new HashMap<>();
    Set<String> summed = new HashSet<>();
    for (NetworkLayer layer : network.layers()) {
      layer
          .table()
          .forEach(
              (key, view) -> {
                weightViews.put(layer.parameter(key), view);
                if (layer.trainable().updaterDivideByMinibatch(key)) {
                  summed.add(layer.parameter(key));
                }
              });
    }
    FlatBuffer flatWeights = FlatBuffer.of(weights);
    FlatBuffer flatGradients = FlatBuffer.of(gradients);
    List<Parameter> found = new ArrayList<>();
    variables.forEach(
        (name, gradient) -> {
          INDArray weight = weightViews.get(name);
          if (weight != null
              && flatWeights != null
              && flatGradients != null
              && weight.length() == gradient.length()
              && flatWeights.holds(weight)
              && flatGradients.holds(gradient)) {
            found.add(
                new Parameter(
                    name,
                    weight.offset(),
                    gradient.offset(),
                    weight.length(),
                    summed.contains(name)));
          }
        });
    return new ParameterTable(weights, gradients, variables.size(), found);
  }

  /** Whether this table is still that of these buffers. */
  boolean isOf(INDArray someWeights, INDArray someGradients, int someVariables) {
    return weights.get() == someWeights.data()
        && gradients.get() == someGradients.data()
        && variables == someVariables;
  }

  List<Parameter> parameters() {
    return parameters;
  }

  /** Parameters that are trained but lie somewhere else: none in the networks that are known. */
  int missing() {
    return variables - parameters.size();
  }

  /**
   * One parameter.
   *
   * @param weights first element in the memory of the weights
   * @param gradient first element in the memory of the gradients
   * @param length number of elements
   * @param summed whether its gradient is a sum over the batch
   */
  record Parameter(String name, long weights, long gradient, long length, boolean summed) {}
}
