package io.stepscope.dl4j;

import io.stepscope.histogram.ElementType;
import io.stepscope.training.ActivationView;
import io.stepscope.training.TrainingSession;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Shows to the session what layers gave out, without an array of our own: the framework calls from
 * inside a workspace, where a new array would take the place of one of its own.
 */
final class Activations {

  /** Layers whose units are told apart by the last dimension. */
  private final Set<String> unitsLast = new HashSet<>();

  private final Set<String> inputs = new HashSet<>();

  Activations(Network network) {
    if (network instanceof GraphNetwork graph) {
      inputs.addAll(graph.model().getConfiguration().getNetworkInputs());
    }
    for (NetworkLayer layer : network.layers()) {
      if (hasUnitsLast(layer.configuration())) {
        unitsLast.add(layer.name());
      }
    }
  }

  /** Shows the activations of a sequence of layers; the first is the input. */
  void show(List<INDArray> activations, TrainingSession session) {
    for (int i = 1; i < activations.size(); i++) {
      show(Integer.toString(i - 1), activations.get(i), session);
    }
  }

  /** Shows the activations of a graph's vertices by their names. */
  void show(Map<String, INDArray> activations, TrainingSession session) {
    activations.forEach(
        (name, array) -> {
          if (!inputs.contains(name)) {
            show(name, array, session);
          }
        });
  }

  private void show(String layer, @Nullable INDArray array, TrainingSession session) {
    if (array == null || array.isEmpty() || array.rank() == 0) {
      return;
    }
    if (!Nd4jDevices.areOnHost() && !session.mayWaitForDevices()) {
      return; // Its device would have to finish first, and would then have nothing to do.
    }
    ElementType type = ElementTypes.of(array.dataType());
    ByteBuffer memory = type == null ? null : memory(array, type);
    if (type != null && memory != null) {
      int last = array.rank() - 1;
      int unit = unitsLast.contains(layer) ? last : Math.min(1, last);
      session.activation(
          layer,
          new ActivationView(memory, type, array.offset(), array.shape(), array.stride(), unit));
    }
  }

  private static @Nullable ByteBuffer memory(INDArray array, ElementType type) {
    long bytes = (array.offset() + array.data().length()) * type.bytes();
    return bytes > Integer.MAX_VALUE ? null : array.data().asNio();
  }

  private static boolean hasUnitsLast(@Nullable Object configuration) {
    if (configuration instanceof ConvolutionLayer convolution) {
      return convolution.getCnn2dDataFormat() == CNN2DFormat.NHWC;
    }
    if (configuration instanceof SubsamplingLayer subsampling) {
      return subsampling.getCnn2dDataFormat() == CNN2DFormat.NHWC;
    }
    return configuration instanceof BaseRecurrentLayer recurrent
        && recurrent.getRnnDataFormat() == RNNFormat.NWC;
  }
}
