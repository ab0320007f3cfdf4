package io.stepscope.djl;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingConfig;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A trainer that sees for itself what backward is given, and gradients and weights around each
 * step.
 */
final class WitnessTrainer extends Trainer {

  /** Losses given to backward, call by call. */
  final List<Float> losses = new ArrayList<>();

  /** Gradients by parameter, just before each step. */
  final List<Map<String, float[]>> gradients = new ArrayList<>();

  /** Weights by parameter, just before each step. */
  final List<Map<String, float[]>> weights = new ArrayList<>();

  WitnessTrainer(Model model, TrainingConfig config) {
    super(model, config);
  }

  @Override
  public GradientCollector newGradientCollector() {
    GradientCollector collector = super.newGradientCollector();
    return new GradientCollector() {
      @Override
      public void backward(NDArray target) {
        losses.add(target.getFloat());
        collector.backward(target);
      }

      @Override
      public void zeroGradients() {
        collector.zeroGradients();
      }

      @Override
      public void close() {
        collector.close();
      }
    };
  }

  @Override
  public void step() {
    Map<String, float[]> gradientsNow = new HashMap<>();
    for (Pair<String, Parameter> pair : getModel().getBlock().getParameters()) {
      if (pair.getValue().requiresGradient()) {
        try (NDArray gradient = pair.getValue().getArray().getGradient()) {
          gradientsNow.put(pair.getKey(), gradient.toFloatArray());
        }
      }
    }
    gradients.add(gradientsNow);
    weights.add(weightsNow());
    super.step();
  }

  Map<String, float[]> weightsNow() {
    Map<String, float[]> now = new HashMap<>();
    for (Pair<String, Parameter> pair : getModel().getBlock().getParameters()) {
      now.put(pair.getKey(), pair.getValue().getArray().toFloatArray());
    }
    return now;
  }
}
