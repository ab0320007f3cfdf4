package io.stepscope.dl4j;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;

/**
 * Where the java agent leads what happens to networks: each gets a {@link StepscopeListener} when
 * it is initialized, keeps it when the program sets other listeners, and shares it with its copies.
 * For the agent only, which loads it without knowing it; a program adds the listener itself.
 *
 * <p>Thread-safe. Keeps no network: the listener is found among the network's own.
 */
final class NetworkAdapter implements Function<Object[], @Nullable Object> {

  /** Made by the agent, once for each loader that has Deeplearning4j. */
  NetworkAdapter() {}

  /** Takes a call: what happened, the woven class, the object it happened to, what it is about. */
  @Override
  public @Nullable Object apply(Object[] call) {
    switch ((String) call[0]) {
      case "ours" -> {
        return ours(listeners(call[2]));
      }
      case "ready" -> settle(call[2], call[3] instanceof StepscopeListener kept ? kept : null);
      case "cloned" -> share(call[2], call[3]);
      default -> {
        // Of no concern to networks.
      }
    }
    return null;
  }

  /** Sees to it that a network has one listener of ours, or none when the program has its own. */
  private static void settle(Object network, @Nullable StepscopeListener kept) {
    List<TrainingListener> listeners = listeners(network);
    StepscopeListener ours = ours(listeners);
    // By name: the program's own copy is another class than ours.
    boolean theirs =
        listeners.stream()
            .anyMatch(
                listener ->
                    !(listener instanceof StepscopeListener)
                        && listener.getClass().getName().equals(StepscopeListener.class.getName()));
    if (theirs && ours != null) {
      listeners.removeIf(StepscopeListener.class::isInstance);
      set(network, listeners);
    } else if (!theirs && ours == null) {
      add(network, kept == null ? new StepscopeListener() : kept);
    }
  }

  /** A copy is part of the training that it is copied from. */
  private static void share(Object network, @Nullable Object copy) {
    StepscopeListener ours = ours(listeners(network));
    if (ours != null && copy != null) {
      List<TrainingListener> listeners = listeners(copy);
      listeners.removeIf(StepscopeListener.class::isInstance);
      listeners.add(ours);
      set(copy, listeners);
    }
  }

  private static @Nullable StepscopeListener ours(List<TrainingListener> listeners) {
    for (TrainingListener listener : listeners) {
      if (listener instanceof StepscopeListener ours) {
        return ours;
      }
    }
    return null;
  }

  private static List<TrainingListener> listeners(@Nullable Object network) {
    Collection<TrainingListener> listeners = null;
    if (network instanceof MultiLayerNetwork sequence) {
      listeners = sequence.getListeners();
    } else if (network instanceof ComputationGraph graph) {
      listeners = graph.getListeners();
    }
    return listeners == null ? new ArrayList<>() : new ArrayList<>(listeners);
  }

  private static void add(Object network, TrainingListener listener) {
    if (network instanceof MultiLayerNetwork sequence) {
      sequence.addListeners(listener);
    } else if (network instanceof ComputationGraph graph) {
      graph.addListeners(listener);
    }
  }

  private static void set(Object network, Collection<TrainingListener> listeners) {
    if (network instanceof MultiLayerNetwork sequence) {
      sequence.setListeners(listeners);
    } else if (network instanceof ComputationGraph graph) {
      graph.setListeners(listeners);
    }
  }
}
