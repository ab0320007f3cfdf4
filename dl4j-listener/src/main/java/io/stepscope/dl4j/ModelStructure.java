package io.stepscope.dl4j;

import io.stepscope.event.ModelGraph;
import io.stepscope.recorder.Recorder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The layers of a network as a graph. */
final class ModelStructure {

  private ModelStructure() {}

  /** Records what is known of a network before it trains. */
  static void describe(Network network, Recorder recorder, long firstStep) {
    HyperParameters.record(recorder, network);
    recorder.graph("model", of(network));
    recorder.text("model/configuration", firstStep, "```json\n" + network.json() + "\n```");
  }

  /** The nodes in the order of execution. */
  static List<ModelGraph.Node> of(Network network) {
    List<ModelGraph.Node> nodes = new ArrayList<>();
    for (NetworkLayer layer : network.layers()) {
      nodes.add(
          new ModelGraph.Node(
              layer.name(),
              layer.type(),
              layer.inputs(),
              parameters(layer),
              outputShape(layer.configuration())));
    }
    return nodes;
  }

  private static List<ModelGraph.Parameter> parameters(NetworkLayer layer) {
    List<ModelGraph.Parameter> parameters = new ArrayList<>();
    for (Map.Entry<String, INDArray> entry : layer.table().entrySet()) {
      String shape = Arrays.toString(entry.getValue().shape());
      parameters.add(
          new ModelGraph.Parameter(
              layer.parameter(entry.getKey()),
              "(" + shape.substring(1, shape.length() - 1) + ")",
              entry.getValue().length(),
              !isFrozen(layer)));
    }
    return parameters;
  }

  /** Whether nothing of the layer is trained. */
  static boolean isFrozen(NetworkLayer layer) {
    Object present =
        layer.trainable() instanceof org.deeplearning4j.nn.graph.vertex.GraphVertex vertex
            ? vertex.getLayer()
            : layer.trainable();
    return present instanceof FrozenLayer || present instanceof FrozenLayerWithBackprop;
  }

  /** Other layers' shapes depend on their input, which a configuration need not tell. */
  private static String outputShape(@Nullable Object configuration) {
    if (configuration instanceof DenseLayer dense) {
      return "(-1, " + dense.getNOut() + ")";
    }
    return configuration instanceof OutputLayer output ? "(-1, " + output.getNOut() + ")" : "";
  }
}
