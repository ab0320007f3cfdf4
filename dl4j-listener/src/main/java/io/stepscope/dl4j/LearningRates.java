package io.stepscope.dl4j;

import io.stepscope.recorder.Recorder;
import io.stepscope.training.TrainingSession;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * The learning rates that a step was made with: one number as long as all parameters have the same,
 * otherwise also one for each layer, or for each parameter of a layer where those differ.
 */
final class LearningRates {

  private static final String SERIES = "train/learning_rate";

  private final List<Layer> layers = new ArrayList<>();

  LearningRates(Network network) {
    List<NetworkLayer> all = network.layers();
    for (int index = 0; index < all.size(); index++) {
      NetworkLayer layer = all.get(index);
      List<String> keys = layer.keys();
      if (!keys.isEmpty()) {
        layers.add(
            new Layer(
                index,
                keys,
                SERIES + "/" + layer.name(),
                keys.stream().map(key -> SERIES + "/" + layer.parameter(key)).toList()));
      }
    }
  }

  /** Records the rates of the open step of {@code network}. */
  void record(
      Network network, TrainingSession session, Recorder recorder, int iteration, int epoch) {
    double first = Double.NaN;
    boolean same = true;
    for (Layer layer : layers) {
      for (String key : layer.keys) {
        double rate = layer.rate(network, key, iteration, epoch);
        if (!Double.isNaN(rate)) {
          first = Double.isNaN(first) ? rate : first;
          same &= rate == first;
        }
      }
    }
    if (!Double.isNaN(first)) {
      session.learningRate(first);
      if (!same) {
        recordEach(network, recorder, session.step(), iteration, epoch);
      }
    }
  }

  /** The rate of the step after the one that just ended, of the first layer; NaN without one. */
  static double next(Network network) {
    for (Layer layer : new LearningRates(network).layers) {
      for (String key : layer.keys) {
        double rate = layer.rate(network, key, network.iteration() + 1, network.epoch());
        if (!Double.isNaN(rate)) {
          return rate;
        }
      }
    }
    return Double.NaN;
  }

  private void recordEach(Network network, Recorder recorder, long step, int iteration, int epoch) {
    for (Layer layer : layers) {
      double[] rates =
          layer.keys.stream()
              .mapToDouble(key -> layer.rate(network, key, iteration, epoch))
              .toArray();
      double first = Double.NaN;
      boolean same = true;
      for (double rate : rates) {
        if (!Double.isNaN(rate)) {
          first = Double.isNaN(first) ? rate : first;
          same &= rate == first;
        }
      }
      if (same && !Double.isNaN(first)) {
        recorder.scalar(layer.series, step, first);
      } else {
        for (int i = 0; i < rates.length; i++) {
          if (!Double.isNaN(rates[i])) {
            recorder.scalar(layer.parameterSeries.get(i), step, rates[i]);
          }
        }
      }
    }
  }

  /** A layer with parameters. */
  private record Layer(int index, List<String> keys, String series, List<String> parameterSeries) {

    /** NaN when the parameter is not trained, or by an updater without a learning rate. */
    double rate(Network network, String key, int iteration, int epoch) {
      @Nullable TrainingConfig configuration = network.trainable(index).getConfig();
      @Nullable IUpdater updater =
          configuration == null ? null : configuration.getUpdaterByParam(key);
      return updater == null || !updater.hasLearningRate()
          ? Double.NaN
          : updater.getLearningRate(iteration, epoch);
    }
  }
}
