package io.stepscope.dl4j;

import io.stepscope.Run;
import io.stepscope.progress.Progress;
import io.stepscope.recorder.Recorder;
import io.stepscope.training.OverheadGovernor;
import io.stepscope.training.TrainingSession;
import java.util.List;
import java.util.Map;
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

  private final Run run;
  private final Recorder recorder;
  private final TrainingSession session;
  private final Guard guard;
  private final NetworkClock clock;
  private final ThreadSteps threads;
  private final NetworkSteps steps;
  private final NetworkMemory memory;
  private final ReadAhead readAhead = new ReadAhead();
  private final IntSupplier epochs;
  private final long firstStep;

  /** Whether it observes copies that are trained at the same time as the model. */
  private final boolean ofCopies;

  private volatile Observed observed;
  private volatile boolean epochOpen;
  private boolean ended;
  private @Nullable NetworkControl control;
  private long epochBegan;
  private long stepsPerEpoch = -1;

  private NetworkObserver(
      Run run,
      Recorder recorder,
      Observed observed,
      TrainingSession session,
      long firstStep,
      IntSupplier epochs,
      boolean ofCopies) {
    this.run = run;
    this.recorder = recorder;
    this.observed = observed;
    this.epochs = epochs;
    this.firstStep = firstStep;
    this.ofCopies = ofCopies;
    this.session = session;
    guard = new Guard(session, recorder);
    threads = new ThreadSteps(session);
    memory = new NetworkMemory(run.memory());
    Nd4jDevices devices = new Nd4jDevices(run::accelerator);
    clock = new NetworkClock(session, TrainedDevice.timed(run, session, devices), recorder);
    steps = new NetworkSteps(recorder, session, clock, threads, devices, ofCopies);
    epochBegan = firstStep;
  }

  /**
   * Observes the model that a run begins with.
   *
   * @param network the model, or a copy of it that was heard of before
   * @param observed which of them it is
   */
  static NetworkObserver ofModel(
      Run run,
      Recorder recorder,
      Network network,
      Observed observed,
      long firstStep,
      int firstEpoch,
      IntSupplier epochs) {
    TrainingSession session =
        new TrainingSession(recorder, governor(run), System::nanoTime, firstStep, firstEpoch);
    NetworkObserver observer =
        new NetworkObserver(run, recorder, observed, session, firstStep, epochs, false);
    observer.guarded(
        "describing the model", () -> ModelStructure.describe(network, recorder, firstStep));
    observer.guarded("offering control", observer::offerControl);
    return observer;
  }

  private static OverheadGovernor governor(Run run) {
    return OverheadGovernor.of(run.configuration().histograms(), run.configuration().overhead());
  }

  private void offerControl() {
    NetworkControl offered =
        NetworkControl.of(run, () -> observed.network(), WorkerThread::isCurrent);
    control = offered;
    session.steeredBy(run.steering(), offered);
  }

  /** An observer for copies that are trained at the same time as the model. */
  NetworkObserver worker(int number) {
    Recorder labelled = recorder.labelled("worker" + number);
    TrainingSession along = session.worker(labelled, governor(run), firstStep);
    return new NetworkObserver(run, labelled, observed, along, firstStep, epochs, true);
  }

  /**
   * Observes {@code network} from now on.
   *
   * @param first the step that it begins with
   */
  synchronized void observe(Network network, long first) {
    threads.count(network, first);
    observed = ofCopies ? Observed.copy(network) : Observed.model(network);
  }

  Run run() {
    return run;
  }

  Observed observed() {
    return observed;
  }

  /** Who trains the network. */
  ThreadSteps threads() {
    return threads;
  }

  /** What a step spends its time on. */
  NetworkClock clock() {
    return clock;
  }

  boolean observes(Model model) {
    return observed.is(model);
  }

  /** Whether the training is in the middle of an epoch or a step. */
  boolean isTraining() {
    return epochOpen || steps.isOpen();
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
          readAhead.epochBegins();
          epochBegan = session.step();
          // What lies between epochs may be an evaluation.
          WaitingTimes.take();
          session.resume();
        });
  }

  /** The agent: a forward pass begins. */
  void forwardBegins() {
    guarded("beginning a step", () -> steps.forwardBegins(observed));
  }

  void forward(@Nullable List<INDArray> layers) {
    guarded(
        "reading activations",
        () -> {
          batchTaken();
          Activations known = observed.activations();
          steps.forwardEnds(
              observed, to -> known.show(layers == null ? List.<INDArray>of() : layers, to));
          memory.activations(layers);
        });
    clock.forwardSeen();
  }

  void forward(@Nullable Map<String, INDArray> vertices) {
    guarded(
        "reading activations",
        () -> {
          batchTaken();
          Activations known = observed.activations();
          steps.forwardEnds(observed, to -> known.show(vertices == null ? Map.of() : vertices, to));
          memory.activations(vertices);
        });
    clock.forwardSeen();
  }

  private void batchTaken() {
    if (epochOpen && readAhead.isSearching()) {
      readAhead.took(input());
    }
  }

  void gradientsReady() {
    guarded("reading gradients", () -> steps.gradients(observed));
    clock.gradientsSeen();
  }

  void iterationDone(int iteration, int epoch) {
    long now = System.nanoTime();
    clock.updateSeen();
    guarded(
        "recording a step",
        () -> {
          steps.end(observed, now, epochOpen, iteration, epoch);
          if (!ofCopies) {
            run.progress(progress(now));
          }
          if (epochOpen && readAhead.isSearching()) {
            readAhead.look();
          }
        });
    guarded("knowing the arrays of a network", () -> memory.stepEnded(observed.network()));
  }

  /**
   * Lets users steer, at the end of a step and with nothing held.
   *
   * @throws TrainingStoppedException if a user stopped the training
   */
  void steer() {
    if (!ofCopies && session.steer()) {
      session.resume();
    }
  }

  /** The call of {@code fit} is about to be left: ends the thread that reads ahead for it. */
  void leaves() {
    readAhead.end(input());
    epochOpen = false;
  }

  void epochEnded() {
    guarded(
        "recording an epoch",
        () -> {
          stepsPerEpoch = session.step() - epochBegan;
          session.epochDone();
          epochOpen = false;
        });
  }

  void evaluated(IEvaluation<?>[] evaluations) {
    guarded("recording an evaluation", () -> steps.evaluated(evaluations));
  }

  /** Something in a step throws {@code cause}. */
  void failed(Throwable cause) {
    memory.thrown(cause);
  }

  /** Records what the session has; waits for nothing but it. */
  void endSession() {
    session.end();
  }

  /** Records what is left to be recorded; only the first call counts. */
  synchronized void end() {
    if (!ended) {
      ended = true;
      guarded(
          "recording the last weights",
          () -> {
            if (session.looksAtTensors() && session.step() > firstStep) {
              steps.lastWeights(observed);
            }
          });
      guarded("ending a session", session::end);
    }
    NetworkControl offered = control;
    control = null;
    if (offered != null) {
      guarded("leaving the model", offered::close);
    }
  }

  private @Nullable INDArray input() {
    Network network = observed.network();
    return network == null ? null : network.input();
  }

  private Progress progress(long now) {
    int all = epochs.getAsInt();
    long steps = all > 0 && stepsPerEpoch > 0 ? all * stepsPerEpoch : -1;
    return new Progress(
        session.epoch(), all, session.step() - firstStep, steps, session.lastLoss(), now);
  }

  private synchronized void guarded(String where, Guard.Work work) {
    guard.run(where, work);
  }
}
