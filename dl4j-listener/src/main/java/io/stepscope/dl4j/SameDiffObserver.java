package io.stepscope.dl4j;

import io.stepscope.Run;
import io.stepscope.event.RunStatus;
import io.stepscope.progress.Progress;
import io.stepscope.recorder.Recorder;
import io.stepscope.training.OverheadGovernor;
import io.stepscope.training.Phase;
import io.stepscope.training.TrainingSession;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Translates what happens in one SameDiff instance into a training session. Called on the thread
 * that called fit; nothing that goes wrong here reaches it. Between steps it holds no array and no
 * graph.
 */
final class SameDiffObserver {

  /** The function in which SameDiff keeps its training graph. */
  private static final String GRADIENTS = "grad";

  private static final long UNKNOWN = Long.MIN_VALUE;

  private final Run run;
  private final @Nullable Run joined;
  private final Recorder recorder;
  private final TrainingSession session;
  private final SameDiffTensors tensors;
  private final SameDiffLoss loss;
  private final SameDiffClock clock;
  private final SameDiffOpTimings opTimings;
  private final SameDiffValidation validation;
  private final SameDiffLearningRate rate = new SameDiffLearningRate();
  private final WeakReference<SameDiff> user;
  private final long firstStep;
  private final Map<String, String> shapes = new HashMap<>();

  private WeakReference<At> fit = new WeakReference<>(null);
  private WeakReference<SameDiff> training = new WeakReference<>(null);
  private @Nullable SameDiffGraph graph;
  private SameDiffOptions options = SameDiffOptions.DEFAULT;
  private boolean fitBegan = true;
  private boolean inStep;
  private boolean updating;
  private boolean looking;
  private boolean described;
  private boolean epochEnded;
  private boolean inLossOp;
  private volatile boolean inFit;
  private volatile boolean over;
  private long waitingSince = UNKNOWN;

  /**
   * Observes.
   *
   * @param joined the run if it is the program's own, which ends it
   */
  SameDiffObserver(Run run, @Nullable Run joined, SameDiff user, long firstStep, int firstEpoch) {
    this.run = run;
    this.joined = joined;
    this.user = new WeakReference<>(user);
    this.firstStep = firstStep;
    recorder = run.recorder();
    OverheadGovernor governor =
        OverheadGovernor.of(run.configuration().histograms(), run.configuration().overhead());
    session = new TrainingSession(recorder, governor, System::nanoTime, firstStep, firstEpoch);
    tensors = new SameDiffTensors(session);
    loss = new SameDiffLoss(recorder, session);
    clock = new SameDiffClock(session);
    opTimings = new SameDiffOpTimings(recorder);
    validation = new SameDiffValidation(recorder, session);
    session.steeredBy(run.steering(), new SameDiffControl(this.user));
    if (joined == null) {
      run.onExit(this::exit);
    }
    run.beforeEnd(this::exit);
  }

  Run run() {
    return run;
  }

  @Nullable Run joined() {
    return joined;
  }

  long nextStep() {
    return session.step();
  }

  /** Whether {@code model} is what the program trains. */
  boolean isOf(SameDiff model) {
    return user.refersTo(model);
  }

  /** Whether {@code model} is what runs when the program trains. */
  boolean isTraining(SameDiff model) {
    return training.refersTo(model);
  }

  /** Whether the program has given up its model. */
  boolean isForsaken() {
    return user.refersTo(null);
  }

  /** Whether a step is open: whoever else announces it is too late. */
  boolean isInStep() {
    return inStep;
  }

  /** Whether {@code at} is the call of fit that goes on. */
  boolean isInFit(At at) {
    return fit.refersTo(at);
  }

  /**
   * A call of fit begins; a step that is open was given up.
   *
   * @param at what SameDiff keeps the place in, the same object for a whole call of fit
   * @return false when another listener has already told of this call
   */
  boolean fitBegins(At at) {
    if (isInFit(at)) {
      return false;
    }
    fit = new WeakReference<>(at);
    guarded("beginning to train", this::beginFit);
    return true;
  }

  /** A call of fit is over. */
  void fitEnds() {
    guarded("ending to train", this::endEpoch);
    inFit = false;
  }

  /** An epoch begins. */
  void epochBegins() {
    guarded("beginning an epoch", this::endEpoch);
    session.resume();
    waitingSince = System.nanoTime();
  }

  /** The steps of an epoch are over; its validation may follow. */
  void epochEnds() {
    epochEnded = true;
  }

  /** A variable has a value in a validation pass. */
  void validating(SameDiff model, MultiDataSet batch, String variable, INDArray value) {
    guarded("validating", () -> validation.value(model, batch, variable, value));
  }

  /** A validation pass is over. */
  void validated() {
    guarded("recording a validation", validation::done);
  }

  /**
   * A step begins.
   *
   * @param newOptions of the listener that heard of it
   * @param waitedMillis what SameDiff says it waited for the batch
   */
  void stepBegins(
      SameDiff model, MultiDataSet batch, long waitedMillis, SameDiffOptions newOptions) {
    long waited =
        waitingSince == UNKNOWN ? waitedMillis * 1_000_000 : System.nanoTime() - waitingSince;
    options = newOptions;
    inStep = true;
    updating = false;
    guarded("beginning a step", () -> beginStep(model, batch, waited));
    clock.enter(Phase.FORWARD);
  }

  /** An operation of a step begins. */
  void opBegins(SameDiffOp op) {
    SameDiffGraph names = graph;
    if (!inStep || names == null) {
      return;
    }
    try {
      loss.calculating();
      lookAfter();
      String name = op.getName();
      clock.enter(names.isForward(name) ? Phase.FORWARD : Phase.BACKWARD);
      if (names.isOnlyForLoss(name)) {
        session.enter(); // Without us it would not run, so its time is ours.
        inLossOp = true;
      }
      if (options.timesOps()) {
        opTimings.begins();
      }
    } catch (Throwable t) {
      recorder.failure("recording an operation", t);
    }
  }

  /** It is over. */
  void opEnds(SameDiffOp op) {
    SameDiffGraph names = graph;
    if (!inStep || names == null) {
      return;
    }
    try {
      if (options.timesOps()) {
        opTimings.ends(op.getName(), names.isForward(op.getName()));
      }
      endLossOp();
    } catch (Throwable t) {
      recorder.failure("recording an operation", t);
    }
  }

  /** A variable of a step has a value; if it is a gradient, its parameter is not changed yet. */
  void valueIsThere(SameDiff trainingGraph, String variable, INDArray value) {
    SameDiffGraph names = graph;
    if (!inStep || names == null) {
      return;
    }
    if (!described) {
      guarded("reading shapes", () -> shapes.put(variable, SameDiffStructure.shape(value.shape())));
    }
    String parameter = names.parameterOf(variable);
    if (parameter != null) {
      updating = true;
      if (looking) {
        clock.stop();
        guarded("reading gradients", () -> tensors.before(trainingGraph, parameter, value));
      }
      clock.enter(Phase.UPDATE);
    } else if (names.losses().contains(variable)) {
      guarded("reading the loss", () -> loss.value(value));
    }
  }

  /** A step is over. A user's stop is thrown here, and nothing else. */
  void stepEnds(At at, Loss reported) {
    clock.stop();
    long now = System.nanoTime();
    guarded("ending a step", () -> endStep(at, reported, now));
    session.steer();
    waitingSince = System.nanoTime();
  }

  /** Nothing comes any more: ends the run, unless the program does. */
  void end() {
    endRecording();
    if (joined == null) {
      run.finish(RunStatus.FINISHED, "");
    }
  }

  /** The process exits: says how the run ended. */
  private RunStatus exit() {
    if (inFit) {
      session.end(); // What is still being counted is not lost.
      return RunStatus.STOPPED;
    }
    endRecording();
    return RunStatus.FINISHED;
  }

  private void endRecording() {
    if (over) {
      return;
    }
    over = true;
    guarded(
        "ending the training",
        () -> {
          endEpoch();
          SameDiff model = user.get();
          SameDiffGraph names = graph;
          boolean trained = session.step() > firstStep;
          if (model != null && names != null && trained && session.looksAtTensors()) {
            tensors.last(model, names.parameters());
          }
          session.end();
        });
  }

  private void beginFit() {
    fitBegan = true;
    inFit = true;
    endEpoch();
    if (inStep) {
      giveUpStep();
    }
    session.resume();
    waitingSince = System.nanoTime();
  }

  /** A step that changed nothing did not happen; one that did is recorded as far as it went. */
  private void giveUpStep() {
    inStep = false;
    clock.stop();
    endLossOp();
    loss.calculating();
    tensors.forget();
    opTimings.forget();
    if (updating) {
      session.gradientsDone();
      session.stepDone(System.nanoTime());
    } else {
      session.forgetLoss();
    }
  }

  private void beginStep(SameDiff model, MultiDataSet batch, long waited) {
    if (fitBegan) {
      fitBegan = false;
      readGraph(model);
    }
    long examples = examples(batch);
    SameDiffGraph names = graph;
    if (names != null) {
      loss.begin(model.getTrainingConfig(), names, options.repairsLoss());
    }
    session.phase(Phase.DATA, waited);
    session.examples(examples);
    looking = session.wantsTensors();
    if (names != null && !described) {
      SameDiffParams.record(recorder, model, names.parameters(), examples);
    }
  }

  /** SameDiff makes a new training graph when the program has changed its own. */
  private void readGraph(SameDiff model) {
    SameDiff found = model.getFunction(GRADIENTS);
    training = new WeakReference<>(found);
    graph = found == null ? null : new SameDiffGraph(model, found);
  }

  private void endStep(At at, Loss reported, long now) {
    inStep = false;
    endLossOp();
    lookAfter();
    SameDiffGraph names = graph;
    if (names != null) {
      loss.end(names, reported);
    }
    session.gradientsDone();
    SameDiff model = user.get();
    if (model != null && !described) {
      described = true;
      recorder.graph("samediff", SameDiffStructure.of(model, shapes));
      shapes.clear();
    }
    Double used = model == null ? null : rate.of(model.getTrainingConfig(), at);
    if (used != null) {
      session.learningRate(SameDiffControl.shown(used));
    }
    long step = session.step();
    opTimings.record(step);
    session.stepDone(now);
    int epochs = options.epochs();
    run.progress(new Progress(session.epoch(), epochs, step + 1, -1, session.lastLoss(), now));
  }

  private void endEpoch() {
    if (epochEnded) {
      epochEnded = false;
      validation.done();
      session.epochDone();
    }
  }

  /** Looks at the parameters that were about to change when they were last looked at. */
  private void lookAfter() {
    if (tensors.areChanging()) {
      clock.stop();
      guarded("reading updates", tensors::after);
    }
  }

  private void endLossOp() {
    if (inLossOp) {
      inLossOp = false;
      session.leave();
    }
  }

  private static long examples(MultiDataSet batch) {
    if (batch == null || batch.numFeatureArrays() == 0) {
      return 0;
    }
    INDArray first = batch.getFeatures(0);
    return first == null || first.rank() == 0 ? 0 : first.size(0);
  }

  private void guarded(String where, Runnable work) {
    session.enter();
    try {
      work.run();
    } catch (Throwable t) {
      recorder.failure(where, t);
    } finally {
      session.leave();
    }
  }
}
