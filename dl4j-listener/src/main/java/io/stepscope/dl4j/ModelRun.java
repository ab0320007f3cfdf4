package io.stepscope.dl4j;

import io.stepscope.Run;
import io.stepscope.event.RunStatus;
import io.stepscope.recorder.Recorder;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.evaluation.IEvaluation;

/** The run of a model and of its copies, and who observes which of them. Thread-safe. */
final class ModelRun {

  private static final String WORKERS = "ParallelWrapper training thread ";
  private static final String FIRST_WORKER = WORKERS + 0;
  private static final Pattern WORKER = Pattern.compile(WORKERS + "(\\d+)");

  private final Run run;
  private final boolean own;
  private final Recorder recorder;
  private final NetworkObserver main;
  private final List<NetworkObserver> workers = new CopyOnWriteArrayList<>();

  /**
   * A run that begins with {@code network}.
   *
   * @param own whether the run is ended here
   * @param others how many other models go into the same run if it is not
   */
  ModelRun(
      Run run,
      boolean own,
      int others,
      Network network,
      long firstStep,
      int firstEpoch,
      IntSupplier epochs) {
    this.run = run;
    this.own = own;
    recorder = own || others == 0 ? run.recorder() : run.recorder().labelled("model" + others);
    main =
        NetworkObserver.ofModel(
            run,
            recorder,
            network,
            isInParallel() && !FIRST_WORKER.equals(Thread.currentThread().getName()),
            firstStep,
            firstEpoch,
            epochs,
            ModelRun::isInParallel);
    WeakReference<ModelRun> recording = new WeakReference<>(this);
    if (own) {
      run.onExit(() -> exit(recording));
    }
    run.beforeEnd(() -> exit(recording));
  }

  Run run() {
    return run;
  }

  long nextStep() {
    return main.nextStep();
  }

  int nextEpoch() {
    return main.nextEpoch();
  }

  /** Who observes {@code model}; null when it does not belong to this run. */
  @Nullable NetworkObserver observerOf(Model model) {
    if (main.observes(model)) {
      return main;
    }
    for (NetworkObserver worker : workers) {
      if (worker.observes(model)) {
        return worker;
      }
    }
    return null;
  }

  /** Takes a model that is new, if it is a copy of ours; null when it is not. */
  synchronized @Nullable NetworkObserver join(Network network) {
    NetworkObserver present = observerOf(network.model());
    if (present != null) {
      return present;
    }
    if (!main.isOfLike(network)) {
      return null;
    }
    NetworkObserver observer = placeFor(Thread.currentThread());
    observer.observe(network, firstStep());
    return observer;
  }

  /**
   * A copy that a thread trains after another takes the other's place; copies trained by several
   * threads at once are workers.
   */
  private NetworkObserver placeFor(Thread thread) {
    Matcher worker = WORKER.matcher(thread.getName());
    if (worker.matches()) {
      int number = Integer.parseInt(worker.group(1));
      while (workers.size() < number) {
        workers.add(main.worker(workers.size() + 1));
      }
      return number == 0 ? main : workers.get(number - 1);
    }
    if (main.isUsedBy(thread)) {
      return main;
    }
    for (NetworkObserver used : workers) {
      if (used.isUsedBy(thread)) {
        return used;
      }
    }
    NetworkObserver another = main.worker(workers.size() + 1);
    workers.add(another);
    return another;
  }

  /**
   * The step that a copy begins with, which the first worker, the model itself, may have begun or
   * even ended: all workers are given their first batches together.
   */
  private long firstStep() {
    Thread first =
        isInParallel()
            ? LiveThreads.youngest(thread -> thread.getName().equals(FIRST_WORKER))
            : null;
    return first == null ? main.nextStep() : main.firstStepOn(first);
  }

  /** Whether the calling thread is one of several that train copies. */
  private static boolean isInParallel() {
    return WORKER.matcher(Thread.currentThread().getName()).matches();
  }

  /** Records results of an evaluation at the last step. */
  void evaluated(IEvaluation<?>[] evaluations) {
    main.evaluated(evaluations);
  }

  /** Ends the recording, and the run if it is ours. */
  void finish() {
    workers.forEach(NetworkObserver::end);
    main.end();
    if (own) {
      run.finish(RunStatus.FINISHED, "");
    }
  }

  /** The listener may go before its run does; the run then ends all the same. */
  private static RunStatus exit(WeakReference<ModelRun> recording) {
    ModelRun present = recording.get();
    return present == null ? RunStatus.FINISHED : present.exit();
  }

  private RunStatus exit() {
    if (main.isTraining() || workers.stream().anyMatch(NetworkObserver::isTraining)) {
      // What is still being counted is not lost.
      workers.forEach(NetworkObserver::endSession);
      main.endSession();
      return RunStatus.STOPPED;
    }
    workers.forEach(NetworkObserver::end);
    main.end();
    return RunStatus.FINISHED;
  }
}
