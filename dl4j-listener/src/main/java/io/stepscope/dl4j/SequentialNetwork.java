package io.stepscope.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A sequence of layers, which have their index for a name. */
record SequentialNetwork(MultiLayerNetwork model) implements Network {

  @Override
  public List<NetworkLayer> layers() {
    List<NetworkLayer> layers = new ArrayList<>();
    for (Layer layer : model.getLayers()) {
      int index = layers.size();
      var configuration = layer.conf().getLayer();
      layers.add(
          new NetworkLayer(
              Integer.toString(index),
              configuration.getClass().getSimpleName(),
              index == 0 ? List.of() : List.of(Integer.toString(index - 1)),
              layer,
              configuration));
    }
    return layers;
  }

  @Override
  public @Nullable String nameOf(Object layer) {
    Layer[] layers = model.getLayers();
    for (int i = 0; i < layers.length; i++) {
      if (layers[i] == layer) {
        return Integer.toString(i);
      }
    }
    return null;
  }

  @Override
  public @Nullable INDArray input() {
    return model.getInput();
  }

  @Override
  public Trainable trainable(int index) {
    return model.getLayers()[index];
  }

  @Override
  public String json() {
    return model.getLayerWiseConfigurations().toJson();
  }

  @Override
  public int iteration() {
    return model.getIterationCount();
  }

  @Override
  public BackpropType backpropType() {
    return model.getLayerWiseConfigurations().getBackpropType();
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
    MultiLayerConfiguration configuration = model.getLayerWiseConfigurations().clone();
    configuration.getConfs().forEach(layer -> layer.setSeed(seed));
    MultiLayerNetwork fresh = new MultiLayerNetwork(configuration);
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
    model.getLayerWiseConfigurations().setIterationCount(-1);
    model.getLayerWiseConfigurations().setEpochCount(0);
  }
}
