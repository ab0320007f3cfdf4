package io.stepscope.dl4j;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;

/**
 * Where the java agent leads what happens to networks: each gets a {@link StepscopeListener} when
 * it is initialized, keeps it when the program sets other listeners, and shares it with its copies,
 * which then go into its run. What the agent sees within a step goes to the listener's observer of
 * the network. For the agent only, which loads it without knowing it; a program adds the listener
 * itself.
 *
 * <p>Thread-safe. Keeps no network: the listener is found among the network's own.
 */
final class NetworkAdapter implements Function<Object[], @Nullable Object> {

  /** The agent has a loader for this package; a program loads it as anything else. */
  private static final String LOADER = "stepscope-adapter";

  /** Made by the agent, once for each loader that has Deeplearning4j. */
  NetworkAdapter() {}

  /** Whether the agent tells what it sees. */
  static boolean isThere() {
    ClassLoader loader = NetworkAdapter.class.getClassLoader();
    return loader != null && LOADER.equals(loader.getName());
  }

  /** Takes a call: what happened, the woven class, the object it happened to, what it is about. */
  @Override
  public @Nullable Object apply(Object[] call) {
    switch ((String) call[0]) {
      case "ours" -> {
        return ours(listeners(call[2]));
      }
      case "ready" -> settle(call[2], call[3] instanceof StepscopeListener kept ? kept : null);
      case "cloned" -> share(call[2], call[3]);
      case "replicated" -> shareReplica(call[2], call[3]);
      case "data begins" -> WaitingTimes.begins();
      case "data ends" -> WaitingTimes.ends();
      case "forward begins" -> forwardBegins(call[2]);
      case "failed" -> failed(call[2], (Throwable) call[3]);
      default -> inStep((String) call[0], call[2], call[3]);
    }
    return null;
  }

  /** The first thing of the first step, so that a run may begin here. */
  private static void forwardBegins(Object network) {
    StepscopeListener ours = ours(listeners(network));
    if (ours != null && network instanceof Model model) {
      NetworkObserver observer = ours.runs().observer(model);
      if (observer != null) {
        observer.forwardBegins();
      }
    }
  }

  /** A step of a network throws {@code cause}. */
  private static void failed(@Nullable Object network, Throwable cause) {
    StepscopeListener ours = ours(listeners(network));
    NetworkObserver observer =
        ours != null && network instanceof Model model ? ours.runs().known(model) : null;
    if (observer != null) {
      observer.failed(cause);
    }
  }

  private static void inStep(String what, Object network, @Nullable Object layer) {
    StepscopeListener ours = ours(listeners(network));
    NetworkObserver observer =
        ours != null && network instanceof Model model ? ours.runs().known(model) : null;
    if (observer == null) {
      return;
    }
    NetworkClock clock = observer.clock();
    switch (what) {
      case "forward ends" -> clock.forwardEnds();
      case "backward begins" -> clock.backwardBegins();
      case "layer forward begins", "layer backward begins" -> clock.layerBegins();
      case "layer forward ends" -> clock.layerEnds(observer.observed().network(), layer, true);
      case "layer backward ends" -> clock.layerEnds(observer.observed().network(), layer, false);
      default -> {
        // Of no concern to networks.
      }
    }
  }

  /** Sees to it that a network has one listener of ours, or none when the program has its own. */
  private static void settle(Object network, @Nullable StepscopeListener kept) {
    Collection<TrainingListener> listeners = listeners(network);
    StepscopeListener ours = ours(listeners);
    // By name: the program's own copy is another class than ours.
    boolean theirs =
        listeners.stream()
            .anyMatch(
                listener ->
                    !(listener instanceof StepscopeListener)
                        && listener.getClass().getName().equals(StepscopeListener.class.getName()));
    if (theirs && ours != null) {
      set(network, listeners, null);
    } else if (!theirs && ours == null) {
      add(network, kept == null ? new StepscopeListener() : kept);
    }
  }

  /** A copy is part of the training that it is copied from. */
  private static void share(@Nullable Object network, @Nullable Object copy) {
    StepscopeListener ours = network == null ? null : ours(listeners(network));
    if (ours != null && network instanceof Model model && copy instanceof Model other) {
      ours.runs().copied(model, other);
      set(other, listeners(other), ours);
    }
  }

  /** A worker of {@code ParallelWrapper} has its network; the first has the program's own. */
  private static void shareReplica(@Nullable Object network, @Nullable Object replica) {
    if (network != replica) {
      share(network, replica);
    }
  }

  private static @Nullable StepscopeListener ours(Collection<TrainingListener> listeners) {
    for (TrainingListener listener : listeners) {
      if (listener instanceof StepscopeListener ours) {
        return ours;
      }
    }
    return null;
  }

  /** The network's own collection. */
  private static Collection<TrainingListener> listeners(@Nullable Object network) {
    Collection<TrainingListener> listeners = null;
    if (network instanceof MultiLayerNetwork sequence) {
      listeners = sequence.getListeners();
    } else if (network instanceof ComputationGraph graph) {
      listeners = graph.getListeners();
    }
    return listeners == null ? List.of() : listeners;
  }

  private static void add(Object network, TrainingListener listener) {
    if (network instanceof MultiLayerNetwork sequence) {
      sequence.addListeners(listener);
    } else if (network instanceof ComputationGraph graph) {
      graph.addListeners(listener);
    }
  }

  /** Sets the same listeners, with {@code ours} in the place of those of ours that were there. */
  private static void set(
      Object network, Collection<TrainingListener> listeners, @Nullable StepscopeListener ours) {
    List<TrainingListener> others = new ArrayList<>(listeners);
    others.removeIf(StepscopeListener.class::isInstance);
    if (ours != null) {
      others.add(ours);
    }
    if (network instanceof MultiLayerNetwork sequence) {
      sequence.setListeners(others);
    } else if (network instanceof ComputationGraph graph) {
      graph.setListeners(others);
    }
  }
}
