package io.stepscope.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.listeners.Listener;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Where the java agent leads calls of {@code SameDiff.fit}: each gets a {@link
 * StepscopeSameDiffListener} beside the program's listeners; a run belongs to the instance, however
 * many there are. For the agent only, which loads it without knowing it; a program adds the
 * listener itself.
 *
 * <p>Thread-safe. Keeps no instance alive.
 */
final class SameDiffAdapter implements Function<Object[], @Nullable Object> {

  /** Made by the agent, once for each loader that has SameDiff. */
  SameDiffAdapter() {}

  /** Takes a call: what happened, the woven class, the object it happened to, what it is about. */
  @Override
  public @Nullable Object apply(Object[] call) {
    if (!(call[2] instanceof SameDiff graph)) {
      return null;
    }
    List<Listener> listeners = new ArrayList<>();
    if (call[3] instanceof List<?> given) {
      for (Object listener : given) {
        listeners.add((Listener) listener);
      }
    }
    if (hasOne(listeners) || hasOne(graph.getListeners())) {
      return null;
    }
    listeners.add(new StepscopeSameDiffListener());
    return listeners;
  }

  /** By name: the program's own copy is another class than ours. */
  private static boolean hasOne(@Nullable List<Listener> listeners) {
    return listeners != null
        && listeners.stream()
            .anyMatch(
                listener ->
                    listener
                        .getClass()
                        .getName()
                        .equals(StepscopeSameDiffListener.class.getName()));
  }
}
