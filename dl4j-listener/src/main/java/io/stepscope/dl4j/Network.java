package io.stepscope.dl4j;

import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What {@link MultiLayerNetwork} and {@link ComputationGraph} have in common, under one name. */
interface Network {

  /** The network behind {@code model}; null when it is of another kind, which is not recorded. */
  static @Nullable Network of(Model model) {
    if (model instanceof MultiLayerNetwork network) {
      return new SequentialNetwork(network);
    }
    return model instanceof ComputationGraph graph ? new GraphNetwork(graph) : null;
  }

  /** The model itself. */
  Model model();

  /** Its layers and other vertices, in the order of execution; made anew by each call. */
  List<NetworkLayer> layers();

  /** The layer or vertex at an index of {@link #layers}. */
  Trainable trainable(int index);

  /** Name of one of the objects that its passes go through; null when it is none of ours. */
  @Nullable String nameOf(Object layer);

  /** What it was given last, of several inputs the first; null between batches. */
  @Nullable INDArray input();

  /** Settings that hold for the whole network: seed, optimization algorithm, mini-batches. */
  default NeuralNetConfiguration settings() {
    return model().conf();
  }

  /** The whole configuration, as the framework writes it. */
  String json();

  /** Steps that the model has made, as the framework counts them. */
  int iteration();

  /** How far gradients go back in sequences. */
  BackpropType backpropType();

  /** Whether a batch of sequences is trained upon piece by piece, each piece a step. */
  default boolean isTruncated() {
    return backpropType() == BackpropType.TruncatedBPTT;
  }

  /** Time that the last batch was waited for, in whole milliseconds. */
  long waitedMillis();

  /** The part of the score that comes from the weights alone. */
  double regularization();

  /** Gives all layers one learning rate; costs the making of a new updater. */
  void learningRate(double rate);

  /** The weights of a network with this configuration that is new, and initialized by a seed. */
  INDArray initialized(long seed);

  /** What the updater remembers; null when it remembers nothing. */
  @Nullable INDArray updaterState();

  /** Passes over the data as the framework counts them. */
  int epoch();

  /** Lets the framework count from 0 again, at the end of a step that it has not yet counted. */
  void beginAgain();

  /** Whether {@code other} has the same layers with parameters of the same sizes. */
  default boolean isLike(Network other) {
    if (model().getClass() != other.model().getClass()) {
      return false;
    }
    List<NetworkLayer> layers = layers();
    List<NetworkLayer> others = other.layers();
    boolean like = layers.size() == others.size();
    for (int i = 0; like && i < layers.size(); i++) {
      like = layers.get(i).isLike(others.get(i));
    }
    return like;
  }
}
