package io.stepscope.dl4j;

import java.lang.ref.WeakReference;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network under observation, and what is worth knowing of it before each step. Never keeps the
 * network itself: a program that gives it up has ended its training.
 */
final class Observed {

  private final WeakReference<Model> model;
  private final boolean keepsWeights;
  private final boolean example;
  private final Activations activations;
  private final LearningRates rates;
  private final boolean regularized;
  private final boolean evaluatesOften;
  private volatile @Nullable INDArray weights;

  private Observed(Network of, boolean keepsWeights, boolean example) {
    this.keepsWeights = keepsWeights;
    this.example = example;
    model = new WeakReference<>(of.model());
    weights = keepsWeights ? of.model().params() : null;
    activations = new Activations(of);
    rates = new LearningRates(of);
    regularized = Regularization.isIn(of);
    evaluatesOften =
        of.settings().getOptimizationAlgo() != OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT;
  }

  /** Keeps the network's weights, so that its last ones are recorded even if it is gone by then. */
  static Observed model(Network network) {
    return new Observed(network, true, false);
  }

  /** Keeps nothing of the network: copies take room on a device. */
  static Observed copy(Network network) {
    return new Observed(network, false, false);
  }

  /** Observes nothing yet: the network is only a copy of the one to come. */
  static Observed byExample(Network copy) {
    return new Observed(copy, false, true);
  }

  boolean is(Model other) {
    return !example && model.refersTo(other);
  }

  /** Whether only a copy of the network was heard of so far. */
  boolean isByExample() {
    return example;
  }

  /** Whether {@code other} has the same layers with parameters of the same sizes. */
  boolean isLike(Network other) {
    Network present = network();
    return present != null && present.isLike(other);
  }

  /** The network; null when it is gone. */
  @Nullable Network network() {
    Model present = model.get();
    return present == null ? null : Network.of(present);
  }

  /** The weights as they are now; null when they are not kept, and the network is gone. */
  @Nullable INDArray weights() {
    INDArray kept = weights;
    Model present = kept == null ? model.get() : null;
    return present == null ? kept : present.params();
  }

  /** The network may have got other memory for its weights. */
  void weightsMayHaveMoved(Network network) {
    if (keepsWeights) {
      weights = network.model().params();
    }
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
