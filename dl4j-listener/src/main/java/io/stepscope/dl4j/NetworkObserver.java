package io.stepscope.dl4j;

import io.stepscope.Run;
import io.stepscope.event.Params;
import io.stepscope.progress.Progress;
import io.stepscope.recorder.Recorder;
import io.stepscope.training.OverheadGovernor;
import io.stepscope.training.Phase;
import io.stepscope.training.TrainingSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.evaluation.IEvaluation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Translates what happens in one network at a time into a training session. Called on the
 * training's threads; nothing that goes wrong here reaches them.
 */
final class NetworkObserver {

  private static final long UNKNOWN = Long.MIN_VALUE;

  private final Run run;
  private final Recorder recorder;
  private final TrainingSession session;
  private final StepTensors tensors;
  private final IntSupplier epochs;
  private final long firstStep;

  /** The observer of the model itself; null when this is it. */
  private final @Nullable NetworkObserver main;

  private final List<IEvaluation<?>> waiting = new ArrayList<>();
  private volatile Observed observed;
  private volatile long lastThread = UNKNOWN;
  private long firstStepOnThread;

  /** What to add to the framework's count of iterations to get the number of a worker's step. */
  private long offset;

  private volatile boolean epochOpen;
  private volatile boolean stepOpen;
  private boolean evaluated;
  private boolean looking;
  private boolean ended;
  private boolean described;
  private @Nullable PrefetchThread reading;
  private @Nullable NetworkControl control;
  private long forwardEnded = UNKNOWN;
  private long backwardEnded = UNKNOWN;
  private long updateBegan = UNKNOWN;
  private long epochBegan;
  private long stepsPerEpoch = -1;

  private NetworkObserver(
      Run run,
      Recorder recorder,
      Observed observed,
      long firstStep,
      int firstEpoch,
      IntSupplier epochs,
      @Nullable NetworkObserver main) {
    this.run = run;
    this.recorder = recorder;
    this.epochs = epochs;
    this.firstStep = firstStep;
    this.main = main;
    OverheadGovernor governor =
        OverheadGovernor.of(run.configuration().histograms(), run.configuration().overhead());
    session = new TrainingSession(recorder, governor, System::nanoTime, firstStep, firstEpoch);
    tensors = new StepTensors(session, recorder);
    this.observed = observed;
    epochBegan = firstStep;
  }

  /**
   * Observes the model that a run begins with.
   *
   * @param isCopy whether {@code network} is a copy that was heard of before the model itself
   */
  static NetworkObserver ofModel(
      Run run,
      Recorder recorder,
      Network network,
      boolean isCopy,
      long firstStep,
      int firstEpoch,
      IntSupplier epochs,
      BooleanSupplier inParallel) {
    Observed observed = isCopy ? Observed.byExample(network) : Observed.firmly(network);
    NetworkObserver observer =
        new NetworkObserver(run, recorder, observed, firstStep, firstEpoch, epochs, null);
    observer.guarded(
        "describing the model",
        () -> {
          HyperParameters.record(recorder, network);
          recorder.graph("model", ModelStructure.of(network));
          recorder.text("model/configuration", firstStep, "```json\n" + network.json() + "\n```");
        });
    observer.guarded("offering control", () -> observer.offerControl(inParallel));
    return observer;
  }

  private void offerControl(BooleanSupplier inParallel) {
    NetworkControl offered = NetworkControl.of(run, () -> observed.network(), inParallel);
    control = offered;
    session.steeredBy(run.steering(), offered);
  }

  /** An observer for copies that are trained at the same time as the model. */
  NetworkObserver worker(int number) {
    return new NetworkObserver(
        run,
        recorder.labelled("worker" + number),
        observed,
        firstStep,
        session.epoch(),
        epochs,
        this);
  }

  /**
   * Observes {@code network} from now on.
   *
   * @param first the step that it begins with
   */
  synchronized void observe(Network network, long first) {
    offset = first - network.iteration();
    observed = main == null ? Observed.firmly(network) : Observed.loosely(network);
  }

  boolean observes(Model model) {
    return observed.is(model);
  }

  /** Whether {@code network} has the same layers as the one observed. */
  boolean isOfLike(Network network) {
    Network present = observed.network();
    return present != null && present.isLike(network);
  }

  /** Whether {@code thread} was the last that trained the network. */
  boolean isUsedBy(Thread thread) {
    return lastThread == thread.getId();
  }

  /** The first step that {@code thread} trained the network in, or is about to. */
  synchronized long firstStepOn(Thread thread) {
    return lastThread == thread.getId() ? firstStepOnThread : session.step();
  }

  /** Whether the training is in the middle of an epoch or a step. */
  boolean isTraining() {
    return epochOpen || stepOpen;
  }

  long nextStep() {
    return session.step();
  }

  int nextEpoch() {
    return session.epoch();
  }

  void epochStarted() {
    guarded(
        "beginning an epoch",
        () -> {
          epochOpen = true;
          reading = main == null ? PrefetchThread.justStarted() : null;
          epochBegan = session.step();
          // What lies between epochs may be an evaluation.
          session.resume();
        });
  }

  void forward(@Nullable List<INDArray> activations) {
    guarded(
        "reading activations",
        () -> {
          if (beginsEvaluation() && activations != null && session.wantsTensors()) {
            observed.activations().show(activations, session);
          }
        });
    forwardEnded = System.nanoTime();
  }

  void forward(@Nullable Map<String, INDArray> activations) {
    guarded(
        "reading activations",
        () -> {
          if (beginsEvaluation() && activations != null && session.wantsTensors()) {
            observed.activations().show(activations, session);
          }
        });
    forwardEnded = System.nanoTime();
  }

  void backwardDone() {
    backwardEnded = System.nanoTime();
  }

  void gradientsReady() {
    guarded("reading gradients", this::gradients);
    updateBegan = updateBegan == UNKNOWN ? System.nanoTime() : updateBegan;
  }

  void iterationDone(int iteration, int epoch) {
    long now = System.nanoTime();
    guarded("recording a step", () -> step(now, iteration, epoch));
  }

  /**
   * Lets users steer, at the end of a step and with nothing held.
   *
   * @throws TrainingStoppedException if a user stopped the training
   */
  void steer() {
    if (main == null && session.steer()) {
      session.resume();
    }
  }

  /** Ends the thread that reads ahead for the call of {@code fit} that is about to be left. */
  void endReadingAhead() {
    PrefetchThread thread = reading;
    if (thread != null) {
      thread.end();
    }
    epochOpen = false;
  }

  void epochEnded() {
    guarded(
        "recording an epoch",
        () -> {
          stepsPerEpoch = session.step() - epochBegan;
          session.epochDone();
          epochOpen = false;
          reading = null;
        });
  }

  void evaluated(IEvaluation<?>[] evaluations) {
    guarded(
        "recording an evaluation",
        () -> {
          if (stepOpen) {
            // By a listener that is called before us: the step has ended but for us.
            waiting.addAll(Arrays.asList(evaluations));
          } else {
            EvaluationResults.record(Arrays.asList(evaluations), session, recorder);
          }
        });
  }

  /** Records what the session has; waits for nothing but it. */
  void endSession() {
    session.end();
  }

  /** Records what is left to be recorded; only the first call counts. */
  void end() {
    guarded(
        "recording the last weights",
        () -> {
          Network network = observed.network();
          if (!ended && session.looksAtTensors() && session.step() > firstStep && network != null) {
            tensors.last(network);
          }
          if (!ended) {
            session.end();
          }
          ended = true;
          closeControl();
        });
  }

  private void closeControl() throws IOException {
    NetworkControl offered = control;
    control = null;
    if (offered != null) {
      offered.close();
    }
  }

  /** Whether a forward pass may be the one that the open step is recorded with. */
  private boolean beginsEvaluation() {
    long thread = Thread.currentThread().getId();
    if (lastThread != thread) {
      lastThread = thread;
      firstStepOnThread = session.step();
    }
    session.forgetActivations();
    if (evaluated && observed.evaluatesOften()) {
      return false;
    }
    keepInStep();
    return true;
  }

  /** A worker's step has the number that the model's step has in the same round. */
  private void keepInStep() {
    Network network = observed.network();
    if (network != null && main != null) {
      session.skipTo(offset + network.iteration());
    }
  }

  private void gradients() {
    Network network = observed.network();
    if (network == null || (evaluated && observed.evaluatesOften())) {
      return;
    }
    if (evaluated) {
      // The step before was given up, by an exception perhaps: what it has is not for this one.
      session.stepDone(System.nanoTime());
      keepInStep();
    }
    evaluated = true;
    stepOpen = true;
    if (forwardEnded != UNKNOWN && backwardEnded != UNKNOWN) {
      session.phase(Phase.BACKWARD, backwardEnded - forwardEnded);
    }
    loss(network);
    looking = session.wantsTensors();
    if (looking) {
      if (observed.isRegularized()) {
        recorder.scalar("train/regularization", session.step(), network.regularization());
      }
      tensors.before(network);
    }
  }

  private void loss(Network network) {
    int batch = network.model().batchSize();
    session.loss("", network.model().score(), batch);
    session.examples(batch);
    session.gradientsDone();
    if (main == null && !described) {
      described = true;
      recorder.params(Params.Group.PARAMS, Map.of("batch_size", (long) batch));
    }
  }

  private void step(long now, int iteration, int epoch) {
    Network network = observed.network();
    if (network == null) {
      return;
    }
    if (!evaluated) {
      loss(network); // An optimizer that tells nobody of its gradients.
    }
    if (updateBegan != UNKNOWN) {
      session.phase(Phase.UPDATE, now - updateBegan);
    }
    if (looking) {
      tensors.after(network);
    }
    if (epochOpen && !network.isTruncated()) {
      session.phase(Phase.DATA, TimeUnit.MILLISECONDS.toNanos(network.waitedMillis()));
    }
    observed.rates().record(network, session, recorder, iteration, epoch);
    session.stepDone(now);
    if (main == null) {
      run.progress(progress(now));
    }
    EvaluationResults.record(waiting, session, recorder);
    waiting.clear();
    evaluated = false;
    looking = false;
    stepOpen = false;
    forwardEnded = UNKNOWN;
    backwardEnded = UNKNOWN;
    updateBegan = UNKNOWN;
  }

  private Progress progress(long now) {
    int all = epochs.getAsInt();
    long steps = all > 0 && stepsPerEpoch > 0 ? all * stepsPerEpoch : -1;
    return new Progress(
        session.epoch(), all, session.step() - firstStep, steps, session.lastLoss(), now);
  }

  private synchronized void guarded(String where, Work work) {
    session.enter();
    try {
      work.run();
    } catch (Throwable t) {
      recorder.failure(where, t);
    } finally {
      session.leave();
    }
  }

  /** What may fail without the training noticing. */
  private interface Work {
    void run() throws IOException;
  }
}
