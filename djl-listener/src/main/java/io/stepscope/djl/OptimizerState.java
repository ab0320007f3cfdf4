package io.stepscope.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.training.optimizer.Optimizer;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.function.BiConsumer;

/** What an optimizer remembers of earlier steps: moments, and how many updates there were. */
final class OptimizerState {

  private OptimizerState() {}

  /** Lets an optimizer forget, and frees the arrays it kept. */
  static void clear(Optimizer optimizer) {
    forEachMap(
        optimizer,
        (field, map) -> {
          map.values().forEach(OptimizerState::free);
          map.clear();
        });
    PrivateField.write(optimizer, "numUpdate", 0);
  }

  /** Shows each array that an optimizer keeps. */
  static void forEach(Optimizer optimizer, Kept what) {
    forEachMap(
        optimizer,
        (field, map) ->
            map.forEach(
                (id, value) -> {
                  if (value instanceof NDArray array) {
                    what.array(field, id.toString(), array);
                  } else if (value instanceof Map<?, ?> byDevice) {
                    byDevice
                        .values()
                        .forEach(each -> what.array(field, id.toString(), (NDArray) each));
                  }
                }));
  }

  private static void forEachMap(Optimizer optimizer, BiConsumer<String, Map<?, ?>> what) {
    for (Class<?> type = optimizer.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (PrivateField.read(optimizer, field.getName()) instanceof Map<?, ?> map
            && isState(field.getName(), map)) {
          what.accept(field.getName(), map);
        }
      }
    }
  }

  /** Takes an array that an optimizer keeps. */
  interface Kept {

    /**
     * One array.
     *
     * @param field what it is: the field of the optimizer
     * @param parameterId whose it is
     */
    void array(String field, String parameterId, NDArray array);
  }

  /** Arrays by parameter and device; anything else a map may hold is no memory of steps. */
  private static boolean isState(String name, Map<?, ?> map) {
    return name.equals("updateCounts")
        || (!map.isEmpty() && map.values().stream().allMatch(OptimizerState::holdsArrays));
  }

  private static boolean holdsArrays(Object value) {
    return value instanceof NDArray
        || (value instanceof Map<?, ?> byDevice
            && byDevice.values().stream().allMatch(NDArray.class::isInstance));
  }

  private static void free(Object value) {
    if (value instanceof NDArray array) {
      array.close();
    } else if (value instanceof Map<?, ?> byDevice) {
      byDevice.values().forEach(OptimizerState::free);
    }
  }
}
