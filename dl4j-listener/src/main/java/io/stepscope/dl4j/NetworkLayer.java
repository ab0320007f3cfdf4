package io.stepscope.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One layer, or vertex of a graph.
 *
 * @param name the framework's own: the index in a sequence of layers, the vertex's name in a graph
 * @param type class of its configuration, or of the vertex
 * @param inputs names of what it reads
 * @param trainable its parameters
 * @param configuration null for a vertex that is no layer
 */
record NetworkLayer(
    String name,
    String type,
    List<String> inputs,
    Trainable trainable,
    @Nullable Layer configuration) {

  /** Name that the framework gives a parameter of this layer within the network. */
  String parameter(String key) {
    return name + "_" + key;
  }

  /** Keys of its parameters, in the order of the flat buffer. */
  List<String> keys() {
    return new ArrayList<>(table().keySet());
  }

  /** Its parameters by key: views into the flat buffer. */
  Map<String, INDArray> table() {
    Map<String, INDArray> table = trainable.numParams() == 0 ? null : trainable.paramTable(false);
    return table == null ? Map.of() : table;
  }

  boolean isLike(NetworkLayer other) {
    return name.equals(other.name)
        && type.equals(other.type)
        && trainable.numParams() == other.trainable.numParams();
  }
}
