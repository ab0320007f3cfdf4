package io.stepscope.dl4j;

import io.stepscope.event.Params;
import io.stepscope.recorder.Recorder;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;

/** What a training was configured with, as far as the framework's objects tell. */
final class HyperParameters {

  private HyperParameters() {}

  /** Records what is known when the training begins. */
  static void record(Recorder recorder, Network network) {
    Map<String, Object> params = new LinkedHashMap<>();
    long parameters = 0;
    long trainable = 0;
    for (NetworkLayer layer : network.layers()) {
      long count = layer.table().values().stream().mapToLong(view -> view.length()).sum();
      parameters += count;
      trainable += ModelStructure.isFrozen(layer) ? 0 : count;
      putLoss(params, layer.configuration());
      putUpdater(params, layer);
    }
    params.put("parameters", parameters);
    params.put("parameters.trainable", trainable);
    params.put("model", network.model().getClass().getSimpleName());
    params.put("seed", network.settings().getSeed());
    params.put("mini_batch", network.settings().isMiniBatch());
    params.put("data_type", String.valueOf(network.settings().getDataType()));
    params.put("optimizer.algorithm", String.valueOf(network.settings().getOptimizationAlgo()));
    recorder.params(Params.Group.PARAMS, params);

    Map<String, Object> environment = new LinkedHashMap<>();
    environment.put("nd4j.backend", Nd4j.getBackend().getClass().getSimpleName());
    String version = Layer.class.getPackage().getImplementationVersion();
    if (version != null) {
      environment.put("dl4j.version", version);
    }
    recorder.params(Params.Group.ENVIRONMENT, environment);
    recorder.params(
        Params.Group.CONFIG,
        Map.of(
            "phases",
            NetworkAdapter.isThere()
                ? "data, forward without the output layer, backward with it, update"
                : "data in whole milliseconds, backward with the output layer, update; "
                    + "forward only with the agent"));
  }

  private static void putLoss(Map<String, Object> params, @Nullable Layer configuration) {
    if (configuration instanceof BaseOutputLayer output && output.getLossFn() != null) {
      params.putIfAbsent("loss", String.valueOf(output.getLossFn()));
    }
  }

  /** The updater of the first layer that has one; the configuration tells those of the others. */
  private static void putUpdater(Map<String, Object> params, NetworkLayer layer) {
    @Nullable TrainingConfig configuration = layer.trainable().getConfig();
    List<String> keys = layer.keys();
    if (params.containsKey("optimizer") || configuration == null || keys.isEmpty()) {
      return;
    }
    @Nullable IUpdater updater = configuration.getUpdaterByParam(keys.get(0));
    if (updater != null && updater.hasLearningRate()) {
      params.put("optimizer", updater.getClass().getSimpleName());
      fields(updater).forEach((field, value) -> params.put("optimizer." + field, value));
      // Beside a schedule the field holds no number; this is where either begins.
      params.remove("optimizer.learningRate");
      params.put("learning_rate", updater.getLearningRate(0, 0));
    }
  }

  /** Numbers and schedules that an updater tells of itself, by the names of its fields. */
  private static Map<String, Object> fields(IUpdater updater) {
    Map<String, Object> fields = new TreeMap<>();
    for (Method method : updater.getClass().getMethods()) {
      String name = method.getName();
      if (name.startsWith("get") && method.getParameterCount() == 0 && name.length() > 3) {
        String field = name.substring(3, 4).toLowerCase(Locale.ROOT) + name.substring(4);
        Object value = method.getReturnType().isPrimitive() ? value(method, updater) : null;
        if (field.endsWith("Schedule")) {
          Object schedule = value(method, updater);
          value = schedule == null ? null : schedule.toString();
        }
        if (value != null) {
          fields.put(field, value);
        }
      }
    }
    return fields;
  }

  private static @Nullable Object value(Method method, Object owner) {
    try {
      return method.invoke(owner);
    } catch (IllegalAccessException | InvocationTargetException e) {
      return null; // Nothing to tell of a field that cannot be read.
    }
  }
}
