package io.stepscope.dl4j;

import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Adam;

/** The two kinds of networks, with the same layers. */
enum Kind {
  SEQUENCE {
    @Override
    Model network(NeuralNetConfiguration.Builder settings) {
      return Networks.sequence(settings);
    }

    @Override
    void fit(Model model, DataSetIterator batches, int epochs) {
      ((MultiLayerNetwork) model).fit(batches, epochs);
    }

    @Override
    void fit(Model model, DataSet batch) {
      ((MultiLayerNetwork) model).fit(batch);
    }

    @Override
    List<String> nodes() {
      return List.of("0", "1");
    }
  },
  GRAPH {
    @Override
    Model network(NeuralNetConfiguration.Builder settings) {
      return Networks.graph(settings);
    }

    @Override
    void fit(Model model, DataSetIterator batches, int epochs) {
      ((ComputationGraph) model).fit(batches, epochs);
    }

    @Override
    void fit(Model model, DataSet batch) {
      ((ComputationGraph) model).fit(batch);
    }

    @Override
    List<String> nodes() {
      return List.of("pixels", "hidden", "digit");
    }
  };

  abstract Model network(NeuralNetConfiguration.Builder settings);

  abstract void fit(Model model, DataSetIterator batches, int epochs);

  abstract void fit(Model model, DataSet batch);

  /** Names of layers and vertices, the hidden layer and the output layer last. */
  abstract List<String> nodes();

  Model network() {
    return network(Networks.settings(new Adam(0.01)));
  }

  void fit(Model model, int batches, int epochs) {
    fit(model, Digits.iterator(batches), epochs);
  }

  String hidden() {
    return nodes().get(nodes().size() - 2);
  }

  String output() {
    return nodes().get(nodes().size() - 1);
  }

  List<String> parameters() {
    return List.of(hidden() + "_W", hidden() + "_b", output() + "_W", output() + "_b");
  }
}
