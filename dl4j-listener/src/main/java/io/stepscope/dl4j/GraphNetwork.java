package io.stepscope.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A graph of layers and other vertices, which have names. */
record GraphNetwork(ComputationGraph model) implements Network {

  @Override
  public List<NetworkLayer> layers() {
    List<NetworkLayer> layers = new ArrayList<>();
    for (int index : model.topologicalSortOrder()) {
      GraphVertex vertex = model.getVertices()[index];
      String name = vertex.getVertexName();
      var configuration = vertex.hasLayer() ? vertex.getLayer().conf().getLayer() : null;
      List<String> inputs = model.getConfiguration().getVertexInputs().get(name);
      layers.add(
          new NetworkLayer(
              name,
              configuration == null
                  ? vertex.getClass().getSimpleName()
                  : configuration.getClass().getSimpleName(),
              inputs == null ? List.of() : List.copyOf(inputs),
              vertex,
              configuration));
    }
    return layers;
  }

  @Override
  public @Nullable String nameOf(Object layer) {
    if (layer instanceof GraphVertex vertex) {
      return vertex.getVertexName();
    }
    for (GraphVertex vertex : model.getVertices()) {
      if (vertex.hasLayer() && vertex.getLayer() == layer) {
        return vertex.getVertexName();
      }
    }
    return null;
  }

  @Override
  public @Nullable INDArray input() {
    @Nullable INDArray @Nullable [] inputs = model.getInputs();
    return inputs == null || inputs.length == 0 ? null : inputs[0];
  }

  @Override
  public Trainable trainable(int index) {
    return model.getVertices()[model.topologicalSortOrder()[index]];
  }

  @Override
  public String json() {
    return model.getConfiguration().toJson();
  }

  @Override
  public int iteration() {
    return model.getIterationCount();
  }

  @Override
  public BackpropType backpropType() {
    return model.getConfiguration().getBackpropType();
  }

  @Override
  public long waitedMillis() {
    return model.getLastEtlTime();
  }

  @Override
  public double regularization() {
    return model.calcRegularizationScore(true);
  }

  @Override
  public void learningRate(double rate) {
    model.setLearningRate(rate);
  }

  @Override
  public INDArray initialized(long seed) {
    ComputationGraphConfiguration configuration = model.getConfiguration().clone();
    configuration.getDefaultConfiguration().setSeed(seed);
    ComputationGraph fresh = new ComputationGraph(configuration);
    fresh.init();
    return fresh.params();
  }

  @Override
  public @Nullable INDArray updaterState() {
    return model.getUpdater().getStateViewArray();
  }

  @Override
  public int epoch() {
    return model.getEpochCount();
  }

  @Override
  public void beginAgain() {
    model.getConfiguration().setIterationCount(-1);
    model.getConfiguration().setEpochCount(0);
  }
}
