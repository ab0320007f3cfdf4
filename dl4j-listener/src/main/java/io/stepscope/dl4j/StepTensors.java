package io.stepscope.dl4j;

import io.stepscope.dl4j.ParameterTable.Parameter;
import io.stepscope.recorder.Recorder;
import io.stepscope.training.TensorView;
import io.stepscope.training.TrainingSession;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.gradient.Gradient;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Shows gradients and weights to the session, out of the network's two flat buffers. */
final class StepTensors {

  private final TrainingSession session;
  private final Recorder recorder;
  private final Nd4jDevices devices;
  private @Nullable ParameterTable table;

  StepTensors(TrainingSession session, Recorder recorder, Nd4jDevices devices) {
    this.session = session;
    this.recorder = recorder;
    this.devices = devices;
  }

  /** Before an update: the gradients as of the mean loss, and the weights they were taken at. */
  void before(Network network) {
    Model model = network.model();
    INDArray gradients = model.getGradientsViewArray();
    Gradient gradient = model.gradient();
    FlatTensors gradientBuffer = FlatTensors.of(gradients, devices);
    FlatTensors weightBuffer = FlatTensors.of(model.params(), devices);
    if (gradient == null || gradientBuffer == null || weightBuffer == null) {
      return;
    }
    int batch = network.settings().isMiniBatch() ? model.batchSize() : 1;
    for (Parameter parameter : parameters(network, gradients, gradient.gradientForVariable())) {
      try (TensorView view = gradientBuffer.view(parameter.gradient(), parameter.length())) {
        if (view == null) {
          sayTooLarge(parameter);
          continue;
        }
        session.gradient(
            parameter.name(),
            List.of(parameter.summed() && batch > 1 ? view.dividedBy(batch) : view));
      }
      try (TensorView view = weightBuffer.view(parameter.weights(), parameter.length())) {
        if (view != null) {
          session.weightsBefore(parameter.name(), view);
        }
      }
    }
    session.tensorsShown();
  }

  /** After an update: what it changed. */
  void after(Network network) {
    eachWeight(network.model().params(), session::weightsAfter);
  }

  /** The weights that the training ended with; one that cannot be read costs only itself. */
  void last(@Nullable INDArray weights) {
    eachWeight(
        weights,
        (name, view) -> {
          try {
            session.finalWeights(name, view);
          } catch (RuntimeException e) {
            recorder.failure("recording the last weights", e);
          }
        });
  }

  private void eachWeight(@Nullable INDArray params, BiConsumer<String, TensorView> show) {
    FlatTensors weights = FlatTensors.of(params, devices);
    ParameterTable known = table;
    if (weights == null || known == null) {
      return;
    }
    for (Parameter parameter : known.parameters()) {
      try (TensorView view = weights.view(parameter.weights(), parameter.length())) {
        if (view != null) {
          show.accept(parameter.name(), view);
        }
      }
    }
  }

  private List<Parameter> parameters(
      Network network, INDArray gradients, Map<String, INDArray> variables) {
    INDArray weights = network.model().params();
    ParameterTable known = table;
    if (known == null || !known.isOf(weights, gradients, variables.size())) {
      known = ParameterTable.of(network, weights, gradients, variables);
      table = known;
      if (known.missing() > 0) {
        recorder
            .notices()
            .once(
                "parameters",
                known.missing() + " parameters are not in the flat buffer and not recorded");
      }
    }
    return known.parameters();
  }

  private void sayTooLarge(Parameter parameter) {
    recorder
        .notices()
        .once("large", "parameter " + parameter.name() + " of more than 2 GiB has no histograms");
  }
}
