package io.stepscope.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.TrainingListener;
import io.stepscope.djl.OpenTrainers.OpenTrainer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the java agent leads what happens in DJL: gives every trainer a {@link StepscopeListener},
 * tells it what listeners do not hear, and watches loops without a trainer. For the agent only,
 * which loads it without knowing it; a program adds the listener itself.
 *
 * <p>Thread-safe. Keeps no trainer alive.
 */
final class TrainerAdapter implements Function<Object[], @Nullable Object> {

  private final Consumer<Boolean> details;
  private final OpenTrainers trainers = new OpenTrainers();
  private final DataWaits waits = new DataWaits();
  private final FreeLoops loops;

  /** Whose layers are timed, by the thread that they calculate on. */
  private final Map<Long, LayerTimes> layers = new ConcurrentHashMap<>();

  /** The same of their trainers. */
  private final Map<Long, TrainerWatch> layersOf = new ConcurrentHashMap<>();

  /**
   * Made by the agent, once for each loader that has DJL.
   *
   * @param details told when somebody wants to hear of blocks, and when no longer
   */
  TrainerAdapter(Consumer<Boolean> details) {
    this.details = details;
    loops = new FreeLoops(trainers, waits, details);
  }

  /** Takes a call: what happened, the woven class, the object it happened to, what it is about. */
  @Override
  public @Nullable Object apply(Object[] call) {
    Object self = call[2];
    Object about = call[3];
    switch ((String) call[0]) {
      case "block" -> {
        return block((Block) self, about instanceof ParameterStore store ? store : null);
      }
      case "blockEnded" -> ((BlockWatch) about).exit();
      case "blockGave" -> blockGave((Block) self, (NDList) about);
      case "ended" -> ((Begun) about).ended();
      case "waited" -> waited((long) about);
      case "batch" -> {
        moved((long) about);
        waits.here().got((Batch) self, (long) about);
      }
      case "exhausted" -> {
        waited((long) about);
        trainers.exhausted(self);
      }
      case "forward" -> {
        return forward((Trainer) self, (NDList) about);
      }
      case "collecting" -> loops.collecting(self);
      case "collector" -> collector((Trainer) self, about);
      case "backward" -> {
        return backward(self, (NDArray) about);
      }
      case "collected" -> loops.collected(self);
      case "updating" -> {
        return loops.updating((ParameterStore) self);
      }
      case "iterated" -> iterated((Trainer) self, about);
      case "predicted" -> predicted((Trainer) self, (NDList) about);
      case "made" -> {
        return made((Trainer) self, (List<?>) about);
      }
      case "closed" -> closed((Trainer) self, Boolean.TRUE.equals(about));
      case "thrown" -> thrown(self, (Throwable) about);
      case "failed" -> failed(self, (Throwable) about);
      default -> {
        // Of no concern to trainers.
      }
    }
    return null;
  }

  /** The listeners that the trainer shall have; null when that has been seen to. */
  private @Nullable List<TrainingListener> made(Trainer trainer, List<?> listeners) {
    AtomicReference<@Nullable List<TrainingListener>> withOurs = new AtomicReference<>();
    trainers.of(trainer).settle(() -> watch(trainer, listeners, withOurs));
    return withOurs.get();
  }

  private static @Nullable TrainerWatch watch(
      Trainer trainer,
      List<?> listeners,
      AtomicReference<@Nullable List<TrainingListener>> withOurs) {
    for (Object listener : listeners) {
      // By name: the program's own copy is another class than ours.
      if (listener.getClass().getName().equals(StepscopeListener.class.getName())) {
        return null;
      }
    }
    StepscopeListener ours = new StepscopeListener();
    ours.watched();
    @SuppressWarnings("unchecked") // The field of the trainer.
    List<TrainingListener> theirs = (List<TrainingListener>) listeners;
    List<TrainingListener> all = new ListenersWithOurs(theirs, ours);
    // Woven code does the same, wherever Java refuses this; but ours asks for its place at once.
    PrivateField.write(trainer, "listeners", all);
    ours.onTrainingBegin(trainer);
    withOurs.set(all);
    return ours.watch(trainer);
  }

  /** What is known of a trainer, be it one that was there before the agent was. */
  private @Nullable OpenTrainer open(Trainer trainer) {
    OpenTrainer open = trainers.get(trainer);
    if ((open == null || !open.isSettled())
        && PrivateField.read(trainer, "listeners") instanceof List<?> listeners) {
      made(trainer, listeners);
      open = trainers.get(trainer);
    }
    return open;
  }

  private void closed(Trainer trainer, boolean byException) {
    OpenTrainer open = trainers.get(trainer);
    TrainerWatch watch = open == null ? null : open.watch();
    if (watch != null && byException) {
      watch.left();
    }
    trainers.closed(trainer);
  }

  /** {@code EasyTrain.fit} was left. */
  private void thrown(@Nullable Object trainer, Throwable cause) {
    OpenTrainer open = trainer instanceof Trainer known ? trainers.get(known) : null;
    TrainerWatch watch = open == null ? null : open.watch();
    if (watch != null) {
      watch.thrown(cause);
    }
  }

  /** A calculation of a trainer, or of anybody's gradients and updates, ends by an exception. */
  private void failed(@Nullable Object self, Throwable cause) {
    OpenTrainer open = self instanceof Trainer known ? trainers.get(known) : null;
    TrainerWatch watch = open == null ? null : open.watch();
    if (watch != null) {
      watch.failed(cause);
    } else {
      trainers.failed(cause);
      loops.failed(self, cause);
    }
  }

  private void blockGave(Block block, NDList arrays) {
    TrainerWatch watch = layersOf.get(thread());
    if (watch != null) {
      watch.gave(block, arrays);
    }
  }

  private @Nullable Object forward(Trainer trainer, NDList data) {
    loops.cancel();
    OpenTrainer open = open(trainer);
    if (open == null) {
      return null;
    }
    open.runs();
    TrainerWatch watch = open.watch();
    TrainerWatch.Forward forward = watch == null ? null : watch.forward(data, waits.here());
    if (forward == null) {
      return null;
    }
    LayerTimes timed = forward.layers();
    if (timed == null) {
      return forward;
    }
    layers.put(thread(), timed);
    layersOf.put(thread(), watch);
    details.accept(true);
    return (Begun)
        () -> {
          details.accept(false);
          layers.remove(thread());
          layersOf.remove(thread());
          forward.ended();
        };
  }

  private @Nullable BlockWatch block(Block block, @Nullable ParameterStore store) {
    BlockWatch watch = layers.get(thread());
    if (watch == null) {
      watch = loops.blocks();
    }
    if (watch != null) {
      watch.enter(block, store);
    }
    return watch;
  }

  private void collector(Trainer trainer, Object collector) {
    loops.cancel();
    OpenTrainer open = open(trainer);
    if (open != null) {
      open.made(collector);
    }
  }

  private @Nullable Begun backward(Object collector, NDArray array) {
    TrainerWatch watch = trainers.of(collector, array);
    return watch == null ? loops.backward(collector, array) : watch.backward(array);
  }

  private void iterated(Trainer trainer, Object batches) {
    OpenTrainer open = open(trainer);
    TrainerWatch watch = open == null ? null : open.watch();
    if (watch != null) {
      watch.iterates(batches);
    }
  }

  private void predicted(Trainer trainer, NDList predictions) {
    OpenTrainer open = trainers.get(trainer);
    TrainerWatch watch = open == null ? null : open.watch();
    if (watch != null) {
      watch.predicted(predictions, waits.here());
    }
  }

  private void waited(long nanos) {
    moved(nanos);
    waits.here().add(nanos);
  }

  /** The thread went on to waiting for data, which took so long. */
  private void moved(long nanos) {
    loops.moved(System.nanoTime() - nanos);
  }

  private static long thread() {
    return Thread.currentThread().getId();
  }
}
