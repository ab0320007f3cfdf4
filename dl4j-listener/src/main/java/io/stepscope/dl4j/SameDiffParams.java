package io.stepscope.dl4j;

import io.stepscope.event.Params;
import io.stepscope.recorder.Recorder;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;

/** What a SameDiff training was configured with. */
final class SameDiffParams {

  private SameDiffParams() {}

  /** Records what is known with the first batch. */
  static void record(
      Recorder recorder, SameDiff graph, Iterable<String> parameters, long batchSize) {
    TrainingConfig config = graph.getTrainingConfig();
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("loss", String.join(", ", graph.getLossVariables()));
    params.put("minimize", config.isMinimize());
    IUpdater updater = config.getUpdater();
    if (updater != null) {
      params.put("optimizer", updater.getClass().getSimpleName());
      putNumbers(params, "optimizer.", updater);
      params.remove("optimizer.learningRate");
      if (updater.hasLearningRate()) {
        params.put("learning_rate", updater.getLearningRate(0, 0));
      }
      Object schedule = value(updater, "getLearningRateSchedule");
      if (schedule != null) {
        params.put("learning_rate.schedule", schedule.getClass().getSimpleName());
        putNumbers(params, "learning_rate.", schedule);
      }
    }
    List<Regularization> regularization = config.getRegularization();
    if (regularization != null) {
      for (Regularization each : regularization) {
        String name = each.getClass().getSimpleName();
        params.put("regularization." + name, String.valueOf(each));
      }
    }
    params.put("inputs", String.valueOf(config.getDataSetFeatureMapping()));
    params.put("labels", String.valueOf(config.getDataSetLabelMapping()));
    if (batchSize > 0) {
      params.put("batch_size", batchSize);
    }
    putSizes(params, graph, parameters);
    recorder.params(Params.Group.PARAMS, params);
    recorder.params(Params.Group.ENVIRONMENT, environment());
  }

  private static void putSizes(
      Map<String, Object> params, SameDiff graph, Iterable<String> parameters) {
    long trainable = 0;
    String type = "";
    for (String name : parameters) {
      SDVariable variable = graph.getVariable(name);
      INDArray array = variable.getArr();
      trainable += array == null ? 0 : array.length();
      type = variable.dataType().toString().toLowerCase(Locale.ROOT);
    }
    params.put("parameters", trainable);
    params.put("parameters.trainable", trainable);
    params.put("data_type", type);
  }

  private static Map<String, Object> environment() {
    Map<String, Object> environment = new LinkedHashMap<>();
    String version = Nd4j.class.getPackage().getImplementationVersion();
    if (version != null) {
      environment.put("nd4j.version", version);
    }
    environment.put("nd4j.backend", Nd4j.getBackend().getClass().getSimpleName());
    return environment;
  }

  /** Puts the numbers that an object gives by its public getters. */
  private static void putNumbers(Map<String, Object> params, String prefix, Object owner) {
    for (Method method : owner.getClass().getMethods()) {
      String name = method.getName();
      boolean getter = name.length() > 3 && name.startsWith("get");
      boolean bare = method.getReturnType().isPrimitive() && method.getParameterCount() == 0;
      if (getter && bare && !Modifier.isStatic(method.getModifiers())) {
        Object value = value(owner, name);
        if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
          params.put(prefix + Character.toLowerCase(name.charAt(3)) + name.substring(4), number);
        }
      }
    }
  }

  private static @Nullable Object value(Object owner, String getter) {
    try {
      return owner.getClass().getMethod(getter).invoke(owner);
    } catch (ReflectiveOperationException e) {
      return null; // It has none, or will not tell.
    }
  }
}
