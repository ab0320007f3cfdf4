package io.stepscope.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListener;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the java agent leads what happens in DJL: gives every trainer a {@link StepscopeListener},
 * and tells it which arrays are given to backward. For the agent only, which loads it without
 * knowing it; a program adds the listener itself.
 *
 * <p>Thread-safe. Keeps no trainer alive.
 */
final class TrainerAdapter implements Function<Object[], @Nullable Object> {

  private final List<WeakReference<StepscopeListener>> given = new CopyOnWriteArrayList<>();

  /** Made by the agent, once for each loader that has DJL. */
  TrainerAdapter() {}

  /** Takes a call: what happened, the woven class, the object it happened to, what it is about. */
  @Override
  public @Nullable Object apply(Object[] call) {
    if (call[3] instanceof NDArray array) {
      backward(array);
    } else if (call[2] instanceof Trainer trainer && call[3] instanceof List<?> listeners) {
      return made(trainer, listeners);
    }
    return null;
  }

  /** The listeners that the trainer shall have; null when the program has seen to it. */
  private @Nullable List<TrainingListener> made(Trainer trainer, List<?> listeners) {
    for (Object listener : listeners) {
      // By name: the program's own copy is another class than ours.
      if (listener.getClass().getName().equals(StepscopeListener.class.getName())) {
        return null;
      }
    }
    StepscopeListener ours = new StepscopeListener();
    ours.hearsBackward();
    given.removeIf(reference -> reference.get() == null);
    given.add(new WeakReference<>(ours));
    @SuppressWarnings("unchecked") // The field of the trainer.
    List<TrainingListener> theirs = (List<TrainingListener>) listeners;
    List<TrainingListener> all = new ListenersWithOurs(theirs, ours);
    // Woven code does the same, wherever Java refuses this; but ours asks for its place at once.
    PrivateField.write(trainer, "listeners", all);
    ours.onTrainingBegin(trainer);
    return all;
  }

  /** Nothing says which trainer a backward belongs to, so it is told only when there is one. */
  private void backward(NDArray array) {
    StepscopeListener only = null;
    for (WeakReference<StepscopeListener> reference : given) {
      StepscopeListener listener = reference.get();
      if (listener != null && listener.run().isPresent()) {
        if (only != null) {
          return;
        }
        only = listener;
      }
    }
    if (only != null) {
      only.backward(array);
    }
  }
}
