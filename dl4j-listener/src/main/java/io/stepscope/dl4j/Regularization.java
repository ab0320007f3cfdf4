package io.stepscope.dl4j;

import java.util.List;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.jspecify.annotations.Nullable;

/** The part of the score that comes from the weights, where any regularization is configured. */
final class Regularization {

  private Regularization() {}

  /** Whether any parameter is regularized; otherwise there is nothing worth calculating. */
  static boolean isIn(Network network) {
    return network.layers().stream()
        .anyMatch(layer -> layer.keys().stream().anyMatch(key -> isOf(layer, key)));
  }

  private static boolean isOf(NetworkLayer layer, String key) {
    @Nullable TrainingConfig configuration = layer.trainable().getConfig();
    @Nullable List<?> found =
        configuration == null ? null : configuration.getRegularizationByParam(key);
    return found != null && !found.isEmpty();
  }
}
