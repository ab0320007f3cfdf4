package io.stepscope.dl4j;

import io.stepscope.Run;
import io.stepscope.recorder.Notices;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;

/** The runs of one listener, and which model goes into which. Thread-safe. */
final class ModelRuns implements ModelRecorder {

  private final @Nullable Run joined;
  private final IntSupplier epochs;
  private final List<ModelRun> open = new CopyOnWriteArrayList<>();
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
    return open.stream().filter(run -> run.observerOf(model) != null).findFirst();
  }

  /** Who observes {@code model}; null when it cannot be observed. Does not throw. */
  @Nullable NetworkObserver observer(Model model) {
    for (ModelRun run : open) {
      NetworkObserver observer = run.observerOf(model);
      if (observer != null) {
        return observer;
      }
    }
    if (refused) {
      return null;
    }
    try {
      return begin(model);
    } catch (Throwable t) {
      refused = true;
      Notices.onStandardError().say("cannot record this training (" + t + "); it goes on");
      return null;
    }
  }

  private synchronized @Nullable NetworkObserver begin(Model model) {
    Network network = Network.of(model);
    if (network == null) {
      return null;
    }
    for (ModelRun run : open) {
      NetworkObserver observer = run.join(network);
      if (observer != null) {
        return observer;
      }
    }
    Run run = joined == null ? Run.builder().startForgiving() : joined;
    ModelRun begun =
        new ModelRun(
            run,
            joined == null,
            open.size(),
            network,
            Math.max(nextStep, run.nextStep()),
            nextEpoch,
            epochs);
    open.add(begun);
    latest = begun;
    return begun.join(network);
  }

  @Override
  public void finish(Object model) {
    for (ModelRun run : open) {
      if (model instanceof Model known && run.observerOf(known) != null) {
        finish(run);
      }
    }
  }

  private synchronized void finish(ModelRun run) {
    if (open.remove(run)) {
      run.finish();
      if (joined != null) {
        nextStep = Math.max(nextStep, run.nextStep());
        nextEpoch = Math.max(nextEpoch, run.nextEpoch());
      }
      if (latest == run) {
        latest = open.isEmpty() ? null : open.get(open.size() - 1);
      }
    }
  }
}
