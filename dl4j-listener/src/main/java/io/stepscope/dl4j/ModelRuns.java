package io.stepscope.dl4j;

import io.stepscope.Run;
import io.stepscope.recorder.Notices;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one listener, and which model goes into which. Thread-safe: its lock is held while a
 * model is assigned to a run, never while a run begins or ends.
 */
final class ModelRuns implements ModelRecorder {

  private final @Nullable Run joined;
  private final IntSupplier epochs;
  private final List<ModelRun> open = new CopyOnWriteArrayList<>();
  private final List<Family> families = new CopyOnWriteArrayList<>();
  private volatile @Nullable ModelRun latest;
  private volatile boolean refused;
  private long nextStep;
  private int nextEpoch;

  /**
   * Records into {@code joined}, or into new runs.
   *
   * @param epochs how many epochs the training will have, negative when unknown
   */
  ModelRuns(@Nullable Run joined, IntSupplier epochs) {
    this.joined = joined;
    this.epochs = epochs;
    Stepscope.recordsWith(this);
  }

  /** The run that began last and goes on. */
  Optional<ModelRun> latest() {
    return Optional.ofNullable(latest);
  }

  /** The run of {@code model}. */
  Optional<ModelRun> of(Model model) {
    return open.stream().filter(run -> run.has(model)).findFirst();
  }

  /** Who observes {@code model}; null when nobody does yet. */
  @Nullable NetworkObserver known(Model model) {
    for (ModelRun run : open) {
      NetworkObserver observer = run.observerOf(model);
      if (observer != null) {
        return observer;
      }
    }
    return null;
  }

  /** Who observes {@code model} from now on; null when it cannot be observed. Does not throw. */
  @Nullable NetworkObserver observer(Model model) {
    NetworkObserver observer = known(model);
    if (observer != null || refused) {
      return observer;
    }
    try {
      return begin(model);
    } catch (Throwable t) {
      refused = true;
      Notices.onStandardError().say("cannot record this training (" + t + "); it goes on");
      return null;
    }
  }

  /** Takes note that {@code copy} was made of {@code model}, whether that has trained or not. */
  synchronized void copied(Model model, Model copy) {
    familyOf(model).add(copy);
  }

  private @Nullable NetworkObserver begin(Model model) {
    Network network = Network.of(model);
    if (network == null) {
      return null;
    }
    Forsaken.look();
    ModelRun run = assign(network);
    try {
      return run.join(network, () -> forsake(run));
    } catch (Throwable t) {
      close(run);
      throw t;
    }
  }

  private synchronized ModelRun assign(Network network) {
    for (ModelRun run : open) {
      if (run.takes(network)) {
        return run;
      }
    }
    ModelRun run =
        new ModelRun(
            joined,
            joined == null ? 0 : freeNumber(),
            familyOf(network.model()),
            network,
            nextStep,
            nextEpoch,
            epochs);
    open.add(run);
    latest = run;
    return run;
  }

  /** Numbers of models whose runs are over are free again: the steps go on after theirs. */
  private int freeNumber() {
    int number = 0;
    while (isTaken(number)) {
      number++;
    }
    return number;
  }

  private boolean isTaken(int number) {
    return open.stream().anyMatch(run -> run.number() == number);
  }

  private Family familyOf(Model model) {
    families.removeIf(Family::isGone);
    for (Family family : families) {
      if (family.has(model)) {
        return family;
      }
    }
    Family family = new Family(model);
    families.add(family);
    return family;
  }

  @Override
  public void finish(Object model) {
    if (model instanceof Model known) {
      for (ModelRun run : open) {
        if (run.has(known) && close(run)) {
          run.finish();
        }
      }
    }
  }

  private void forsake(ModelRun run) {
    if (close(run)) {
      run.forsake();
    }
  }

  /** Whether it was open; what follows is the caller's, without the lock. */
  private synchronized boolean close(ModelRun run) {
    if (!open.remove(run)) {
      return false;
    }
    if (joined != null) {
      nextStep = Math.max(nextStep, run.nextStep());
      nextEpoch = Math.max(nextEpoch, run.nextEpoch());
    }
    if (latest == run) {
      latest = open.isEmpty() ? null : open.get(open.size() - 1);
    }
    return true;
  }
}
