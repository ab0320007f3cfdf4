package io.stepscope.djl;

import ai.djl.engine.Engine;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.Trainer;
import ai.djl.training.evaluator.Evaluator;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import io.stepscope.event.Params;
import io.stepscope.recorder.Recorder;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a training was configured with, as far as DJL's objects tell. */
final class HyperParameters {

  private HyperParameters() {}

  /** Records what is known when training begins. */
  static void record(
      Recorder recorder, Trainer trainer, TrainerHooks hooks, LearningRate rate, boolean watched) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("loss", hooks.loss().getName());
    List<String> evaluators =
        trainer.getEvaluators().stream()
            .filter(evaluator -> !(evaluator instanceof Loss))
            .map(Evaluator::getName)
            .toList();
    if (!evaluators.isEmpty()) {
      params.put("evaluators", String.join(", ", evaluators));
    }
    putOptimizer(params, hooks.optimizer(), rate);
    params.put("model", trainer.getModel().getName());
    params.put("data_type", String.valueOf(trainer.getModel().getDataType()));
    params.put("devices", Arrays.toString(trainer.getDevices()));
    recorder.params(Params.Group.PARAMS, params);

    recordEngine(recorder, trainer.getManager().getEngine());
    String phases = hooks.seesUpdates() ? "backward, update" : "backward";
    recorder.params(
        Params.Group.CONFIG,
        Map.of(
            "phases",
            watched
                ? "data, forward, " + phases
                : phases + "; forward and data only with Trainer.setMetrics or the agent"));
  }

  /** Records what is known of a loop without a trainer. */
  static void recordLoop(
      Recorder recorder, Engine engine, @Nullable Optimizer optimizer, LearningRate rate) {
    Map<String, Object> params = new LinkedHashMap<>();
    putOptimizer(params, optimizer, rate);
    if (!params.isEmpty()) {
      recorder.params(Params.Group.PARAMS, params);
    }
    recordEngine(recorder, engine);
    recorder.params(
        Params.Group.CONFIG,
        Map.of("phases", "data, forward, backward" + (optimizer == null ? "" : ", update")));
  }

  /** Records what is known with the first batch: sizes, and how parameters were initialised. */
  static void recordFirstBatch(Recorder recorder, Block model, int batchSize, long examples) {
    Map<String, Object> params = new LinkedHashMap<>();
    if (batchSize > 0) {
      params.put("batch_size", (long) batchSize);
    }
    if (examples > 0) {
      params.put("dataset_size", examples);
    }
    long trainable = 0;
    long all = 0;
    for (Parameter parameter : model.getParameters().values()) {
      if (parameter.isInitialized()) {
        long size = parameter.getArray().size();
        all += size;
        trainable += parameter.requiresGradient() ? size : 0;
      }
      String initializer = simpleName(parameter.getInitializer());
      if (!initializer.isEmpty()) {
        params.putIfAbsent("initializer." + parameter.getType(), initializer);
      }
    }
    params.put("parameters", all);
    params.put("parameters.trainable", trainable);
    recorder.params(Params.Group.PARAMS, params);
  }

  private static void putOptimizer(
      Map<String, Object> params, @Nullable Optimizer optimizer, LearningRate rate) {
    if (optimizer != null) {
      params.put("optimizer", optimizer.getClass().getSimpleName());
      putNumbers(params, "optimizer.", optimizer);
    }
    Object tracker = rate.tracker();
    if (tracker != null) {
      String kind = simpleName(tracker);
      params.put("learning_rate.tracker", kind.isEmpty() ? "a function" : kind);
      putNumbers(params, "learning_rate.", tracker);
      Object fixed = params.remove("learning_rate.value");
      if (fixed != null) {
        params.put("learning_rate", fixed);
      }
      if (!rate.isKnown()) {
        params.put("learning_rate.recorded", "no: a tracker of another class is not asked");
      }
    }
  }

  private static void recordEngine(Recorder recorder, Engine engine) {
    Map<String, Object> environment = new LinkedHashMap<>();
    environment.put("djl.version", String.valueOf(Engine.getDjlVersion()));
    environment.put("djl.engine", engine.getEngineName());
    environment.put("djl.engine.version", String.valueOf(engine.getVersion()));
    recorder.params(Params.Group.ENVIRONMENT, environment);
  }

  private static void putNumbers(Map<String, Object> params, String prefix, Object owner) {
    for (Class<?> type = owner.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        boolean number = field.getType().isPrimitive();
        boolean counter =
            field.getName().equals("numUpdate") || field.getName().equals("stepIndex");
        if (number && !counter && !Modifier.isStatic(field.getModifiers())) {
          Object value = PrivateField.read(owner, field.getName());
          if (value instanceof Float single) {
            params.putIfAbsent(prefix + field.getName(), Double.parseDouble(single.toString()));
          } else if (value != null) {
            params.putIfAbsent(prefix + field.getName(), value);
          }
        }
      }
    }
  }

  private static String simpleName(@Nullable Object object) {
    if (object == null || object.getClass().isHidden()) {
      return ""; // A lambda has no name to show.
    }
    return object.getClass().getSimpleName();
  }
}
