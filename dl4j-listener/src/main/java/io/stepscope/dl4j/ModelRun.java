package io.stepscope.dl4j;

import io.stepscope.Run;
import io.stepscope.event.RunStatus;
import io.stepscope.recorder.Recorder;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.evaluation.IEvaluation;

/**
 * The run of a model and of its copies, and who observes which of them. Thread-safe: its lock is
 * held while the run begins, and makes nobody wait but those that train the same model.
 */
final class ModelRun {

  private final @Nullable Run joined;
  private final int number;
  private final Family family;
  private final Observed first;
  private final long firstStep;
  private final int firstEpoch;
  private final IntSupplier epochs;
  private final List<NetworkObserver> workers = new CopyOnWriteArrayList<>();

  /** Null until the run has begun. */
  private volatile @Nullable NetworkObserver main;

  /**
   * A run that begins when {@code network} joins it.
   *
   * @param joined the program's own, which is not ended here; null for a new one
   * @param number tells models apart that go into one run at once; 0 for the first
   * @param family the model and its copies, as far as they are known
   */
  ModelRun(
      @Nullable Run joined,
      int number,
      Family family,
      Network network,
      long firstStep,
      int firstEpoch,
      IntSupplier epochs) {
    this.joined = joined;
    this.number = number;
    this.family = family;
    this.firstStep = firstStep;
    this.firstEpoch = firstEpoch;
    this.epochs = epochs;
    first = WorkerThread.isCopy() ? Observed.byExample(network) : Observed.model(network);
  }

  /** The run; null as long as it has not begun. */
  @Nullable Run run() {
    NetworkObserver known = main;
    return known == null ? null : known.run();
  }

  int number() {
    return number;
  }

  long nextStep() {
    NetworkObserver known = main;
    return known == null ? firstStep : known.nextStep();
  }

  int nextEpoch() {
    NetworkObserver known = main;
    return known == null ? firstEpoch : known.nextEpoch();
  }

  /** Whether {@code model} was seen in this run, or is known for a copy. */
  boolean has(Model model) {
    return family.has(model);
  }

  /** From now on {@code copy} is part of this run. */
  void add(Model copy) {
    family.add(copy);
  }

  /** Who observes {@code model}; null when nobody does yet. */
  @Nullable NetworkObserver observerOf(Model model) {
    NetworkObserver known = main;
    if (known == null || known.observes(model)) {
      return known;
    }
    for (NetworkObserver worker : workers) {
      if (worker.observes(model)) {
        return worker;
      }
    }
    return null;
  }

  /**
   * Whether {@code network} is a copy of ours: it was seen before, or has our layers and either our
   * weights or one of the threads that train our copies.
   */
  boolean takes(Network network) {
    if (family.has(network.model())) {
      return true;
    }
    NetworkObserver known = main;
    Observed present = known == null ? first : known.observed();
    if (!present.isLike(network)) {
      return false;
    }
    if (present.isByExample()) {
      return WorkerThread.isCurrent();
    }
    // The weights first: they change only after a thread has begun to train them, which is then
    // seen.
    return FlatBuffer.areSame(present.weights(), network.model().params())
        || (WorkerThread.isCurrent() && isTrainedInParallel());
  }

  private boolean isTrainedInParallel() {
    NetworkObserver known = main;
    return known != null && WorkerThread.firstOf(known) != null;
  }

  /**
   * Who observes {@code network} from now on. Begins the run if it has not begun.
   *
   * @param forsaken what to do when nobody can train the model any more
   */
  synchronized NetworkObserver join(Network network, Runnable forsaken) {
    NetworkObserver known = main;
    if (known == null) {
      known = begin(network);
      main = known;
      family.whenGone(forsaken);
    }
    NetworkObserver present = observerOf(network.model());
    if (present != null) {
      return present;
    }
    family.add(network.model());
    NetworkObserver observer = placeFor(Thread.currentThread(), known);
    observer.observe(network, firstStep(known));
    return observer;
  }

  private NetworkObserver begin(Network network) {
    Run run = joined == null ? Run.builder().startForgiving() : joined;
    Recorder recorder = number == 0 ? run.recorder() : run.recorder().beside("model" + number);
    NetworkObserver begun =
        NetworkObserver.ofModel(
            run, recorder, network, first, Math.max(firstStep, run.nextStep()), firstEpoch, epochs);
    WeakReference<ModelRun> recording = new WeakReference<>(this);
    if (joined == null) {
      run.onExit(() -> exit(recording));
    }
    run.beforeEnd(() -> exit(recording));
    return begun;
  }

  /**
   * A copy that a thread trains after another takes the other's place; copies trained by several
   * threads at once are workers.
   */
  private NetworkObserver placeFor(Thread thread, NetworkObserver known) {
    int worker = WorkerThread.numberOf(thread);
    if (worker >= 0) {
      while (workers.size() < worker) {
        workers.add(known.worker(workers.size() + 1));
      }
      return worker == 0 ? known : workers.get(worker - 1);
    }
    if (known.threads().isUsedBy(thread)) {
      return known;
    }
    for (NetworkObserver used : workers) {
      if (used.threads().isUsedBy(thread)) {
        return used;
      }
    }
    NetworkObserver another = known.worker(workers.size() + 1);
    workers.add(another);
    return another;
  }

  /**
   * The step that a copy begins with, which the first worker, the model itself, may have begun or
   * even ended: all workers are given their first batches together.
   */
  private static long firstStep(NetworkObserver known) {
    Thread worker = WorkerThread.isCurrent() ? WorkerThread.firstOf(known) : null;
    return worker == null ? known.nextStep() : known.threads().firstOn(worker);
  }

  /** Records results of an evaluation at the last step. */
  void evaluated(IEvaluation<?>[] evaluations) {
    NetworkObserver known = main;
    if (known != null) {
      known.evaluated(evaluations);
    }
  }

  /** The program has finished the model: ends the recording, and the run if it is ours. */
  void finish() {
    end();
    Run run = run();
    if (joined == null && run != null) {
      run.finish(RunStatus.FINISHED, "");
    }
  }

  /** Nobody can train the model any more: ends the recording, and the run if it is ours. */
  void forsake() {
    NetworkObserver known = main;
    boolean midway = known != null && isTraining(known);
    end();
    if (joined == null && known != null) {
      known
          .run()
          .finish(
              midway ? RunStatus.STOPPED : RunStatus.FINISHED,
              midway ? "the model was given up in the middle of an epoch" : "");
    }
  }

  private void end() {
    family.whenGone(null);
    NetworkObserver known = main;
    workers.forEach(NetworkObserver::end);
    if (known != null) {
      known.end();
    }
  }

  /** The listener may go before its run does; the run then ends all the same. */
  private static RunStatus exit(WeakReference<ModelRun> recording) {
    ModelRun present = recording.get();
    NetworkObserver known = present == null ? null : present.main;
    return present == null || known == null ? RunStatus.FINISHED : present.exit(known);
  }

  private RunStatus exit(NetworkObserver known) {
    if (isTraining(known)) {
      // What is still being counted is not lost.
      workers.forEach(NetworkObserver::endSession);
      known.endSession();
      return RunStatus.STOPPED;
    }
    end();
    return RunStatus.FINISHED;
  }

  private boolean isTraining(NetworkObserver known) {
    return known.isTraining() || workers.stream().anyMatch(NetworkObserver::isTraining);
  }
}
