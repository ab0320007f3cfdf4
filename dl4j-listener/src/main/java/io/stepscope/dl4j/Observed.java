package io.stepscope.dl4j;

import java.lang.ref.WeakReference;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.jspecify.annotations.Nullable;

/** A network under observation, and what is worth knowing of it before each step. */
final class Observed {

  private final WeakReference<Model> model;
  private final @Nullable Network network;
  private final boolean example;
  private final Activations activations;
  private final LearningRates rates;
  private final boolean regularized;
  private final boolean evaluatesOften;

  private Observed(Network of, boolean firm, boolean example) {
    this.example = example;
    model = new WeakReference<>(of.model());
    network = firm ? of : null;
    activations = new Activations(of);
    rates = new LearningRates(of);
    regularized = Regularization.isIn(of);
    evaluatesOften =
        of.settings().getOptimizationAlgo() != OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT;
  }

  /** Keeps the network, so that its last weights can be recorded. */
  static Observed firmly(Network network) {
    return new Observed(network, true, false);
  }

  /** Lets the network go with those who train it: copies take room on a device. */
  static Observed loosely(Network network) {
    return new Observed(network, false, false);
  }

  /** Observes nothing yet: the network is only a copy of the one to come. */
  static Observed byExample(Network copy) {
    return new Observed(copy, false, true);
  }

  boolean is(Model other) {
    return !example && model.get() == other;
  }

  /** The network; null when it is gone. */
  @Nullable Network network() {
    if (network != null) {
      return network;
    }
    Model present = model.get();
    return present == null ? null : Network.of(present);
  }

  Activations activations() {
    return activations;
  }

  LearningRates rates() {
    return rates;
  }

  /** Whether the score has a part that comes from the weights alone. */
  boolean isRegularized() {
    return regularized;
  }

  /** Whether a step may evaluate the network several times. */
  boolean evaluatesOften() {
    return evaluatesOften;
  }
}
