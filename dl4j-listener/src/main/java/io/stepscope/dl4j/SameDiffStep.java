package io.stepscope.dl4j;

import io.stepscope.Run;
import io.stepscope.progress.Progress;
import io.stepscope.recorder.Recorder;
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
 * One step after the other of a SameDiff training, operation by operation. Between steps it holds
 * no array and no graph. Called on the thread that called fit; does not throw.
 */
final class SameDiffStep {

  /** The function in which SameDiff keeps its training graph. */
  private static final String GRADIENTS = "grad";

  private final Run run;
  private final Recorder recorder;
  private final TrainingSession session;
  private final Guard guard;
  private final SameDiffTensors tensors;
  private final SameDiffLoss loss;
  private final SameDiffClock clock;
  private final LayerTimes opTimes;
  private final SameDiffLearningRate rate = new SameDiffLearningRate();
  private final WeakReference<SameDiff> user;
  private final Map<String, String> shapes = new HashMap<>();

  private WeakReference<SameDiff> training = new WeakReference<>(null);
  private @Nullable SameDiffGraph graph;
  private SameDiffOptions options = SameDiffOptions.DEFAULT;
  private boolean open;
  private boolean updating;
  private boolean looking;
  private boolean described;
  private boolean inLossOp;

  SameDiffStep(Run run, TrainingSession session, Guard guard, WeakReference<SameDiff> user) {
    this.run = run;
    this.session = session;
    this.guard = guard;
    this.user = user;
    recorder = guard.recorder();
    Nd4jDevices devices = new Nd4jDevices(run::accelerator);
    tensors = new SameDiffTensors(session, devices);
    loss = new SameDiffLoss(recorder, session, devices);
    TrainedDevice device = TrainedDevice.timed(run, session, devices);
    clock = new SameDiffClock(session, device);
    opTimes = new LayerTimes(recorder, device);
  }

  /** Whether a step is open. */
  boolean isOpen() {
    return open;
  }

  /** Whether {@code model} is what runs when the program trains. */
  boolean isTraining(SameDiff model) {
    return training.refersTo(model);
  }

  /** Names of the parameters that are trained; null when that is not known. */
  @Nullable Iterable<String> parameters() {
    SameDiffGraph names = graph;
    return names == null ? null : names.parameters();
  }

  /** SameDiff makes a new training graph when the program has changed its own. */
  void readGraph(SameDiff model) {
    SameDiff found = model.getFunction(GRADIENTS);
    training = new WeakReference<>(found);
    graph = found == null ? null : new SameDiffGraph(model, found);
  }

  /**
   * A step begins.
   *
   * @param waited nanoseconds that were waited for the batch
   */
  void begins(SameDiff model, MultiDataSet batch, long waited, SameDiffOptions newOptions) {
    options = newOptions;
    open = true;
    updating = false;
    guard.run("beginning a step", () -> begin(model, batch, waited));
    clock.enter(Phase.FORWARD);
  }

  /** An operation of a step begins. */
  void opBegins(SameDiffOp op) {
    SameDiffGraph names = graph;
    if (!open || names == null) {
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
        opTimes.begins();
      }
    } catch (Throwable t) {
      recorder.failure("recording an operation", t);
    }
  }

  /** It is over. */
  void opEnds(SameDiffOp op) {
    SameDiffGraph names = graph;
    if (!open || names == null) {
      return;
    }
    try {
      if (options.timesOps()) {
        opTimes.ends(op.getName(), names.isForward(op.getName()));
      }
      endLossOp();
    } catch (Throwable t) {
      recorder.failure("recording an operation", t);
    }
  }

  /** A variable of a step has a value; if it is a gradient, its parameter is not changed yet. */
  void valueIsThere(SameDiff trainingGraph, String variable, INDArray value) {
    SameDiffGraph names = graph;
    if (!open || names == null) {
      return;
    }
    if (!described) {
      guard.run(
          "reading shapes", () -> shapes.put(variable, SameDiffStructure.shape(value.shape())));
    }
    String parameter = names.parameterOf(variable);
    if (parameter != null) {
      updating = true;
      if (looking) {
        clock.stop();
        guard.run("reading gradients", () -> tensors.before(trainingGraph, parameter, value));
      }
      clock.enter(Phase.UPDATE);
    } else if (names.losses().contains(variable)) {
      guard.run("reading the loss", () -> loss.value(value));
    }
  }

  /** A step is over. */
  void ends(At at, Loss reported) {
    clock.stop();
    long now = System.nanoTime();
    guard.run("ending a step", () -> end(at, reported, now));
  }

  /**
   * The step was given up, if one is open: if it changed nothing it did not happen; otherwise it is
   * recorded as far as it went.
   */
  void giveUp() {
    if (!open) {
      return;
    }
    open = false;
    clock.stop();
    endLossOp();
    loss.calculating();
    tensors.forget();
    opTimes.forget();
    if (updating) {
      session.gradientsDone();
      session.stepDone(System.nanoTime());
    } else {
      session.forgetLoss();
      clock.forget();
    }
  }

  /** Records the weights that the training of {@code model} ended with. */
  void lastWeights(SameDiff model) {
    Iterable<String> parameters = parameters();
    if (parameters != null) {
      tensors.last(model, parameters);
    }
  }

  private void begin(SameDiff model, MultiDataSet batch, long waited) {
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

  private void end(At at, Loss reported, long now) {
    open = false;
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
    opTimes.record(step);
    session.stepDone(now);
    int epochs = options.epochs();
    run.progress(new Progress(session.epoch(), epochs, step + 1, -1, session.lastLoss(), now));
  }

  /** Looks at the parameters that were about to change when they were last looked at. */
  private void lookAfter() {
    if (tensors.areChanging()) {
      clock.stop();
      guard.run("reading updates", tensors::after);
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
}
