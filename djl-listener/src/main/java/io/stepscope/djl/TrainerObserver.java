package io.stepscope.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.listener.TrainingListener.BatchData;
import io.stepscope.Run;
import io.stepscope.progress.Progress;
import io.stepscope.recorder.Recorder;
import io.stepscope.training.OverheadGovernor;
import io.stepscope.training.Phase;
import io.stepscope.training.TrainingSession;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Translates what happens in one trainer into a training session. Called on the training's threads;
 * nothing that goes wrong here reaches them.
 */
final class TrainerObserver implements LossObserver, UpdateObserver {

  private final Run run;
  private final Recorder recorder;
  private final Trainer trainer;
  private final TrainingSession session;
  private final TrainerHooks hooks;
  private final EvaluatorMetrics evaluators;
  private final LearningRate rate;
  private final BooleanSupplier collecting;
  private final LossValue lossValue;
  private final boolean oneDevice;
  private final StepTensors tensors;
  private final TrainerControl control;
  private final PhaseClock clock;
  private final StepUpdates updates = new StepUpdates();
  private final BatchProgress batches = new BatchProgress();
  private final long firstStep;
  private final IntSupplier epochs;

  private String lastUpdated = "";
  private long updateEnded;
  private long updateNanos;
  private boolean passing;
  private boolean looking;
  private boolean stepEnded;
  private boolean explicitLoss;
  private boolean lossSinceBatch;
  private boolean hearsBackward;
  private final List<NDArray> seenLosses = new ArrayList<>();
  private boolean batchAwaitsUpdate;
  private boolean described;
  private long batchesPerEpoch = -1;

  TrainerObserver(
      Run run,
      Trainer trainer,
      TrainingListener us,
      long firstStep,
      int firstEpoch,
      IntSupplier epochs) {
    this.run = run;
    this.trainer = trainer;
    this.firstStep = firstStep;
    this.epochs = epochs;
    recorder = run.recorder();
    OverheadGovernor governor =
        OverheadGovernor.of(run.configuration().histograms(), run.configuration().overhead());
    session = new TrainingSession(recorder, governor, System::nanoTime, firstStep, firstEpoch);
    run.beforeEnd(session::end);
    collecting = Collecting.in(trainer.getManager().getEngine());
    lossValue = new LossValue(session);
    oneDevice = trainer.getDevices().length == 1;
    ParameterNames names = new ParameterNames(trainer.getModel().getBlock());
    tensors = new StepTensors(session, names);
    clock = new PhaseClock(trainer, session);
    hooks = TrainerHooks.install(trainer, this, this);
    evaluators = new EvaluatorMetrics(trainer, session, us);
    rate = new LearningRate(hooks.optimizer());
    control = new TrainerControl(run, trainer, hooks, rate, session::epoch);
    session.steeredBy(run.steering(), control);
    HyperParameters.record(recorder, trainer, hooks, rate);
  }

  long nextStep() {
    return session.step();
  }

  int nextEpoch() {
    return session.epoch();
  }

  @Override
  public void evaluating() {
    clock.evaluating();
  }

  @Override
  public void evaluated(NDList labels, NDArray loss) {
    if (collecting.getAsBoolean()) {
      guarded("reading the loss", () -> loss(labels, loss));
      clock.evaluated();
    }
  }

  /** A loss that the user says was given to backward; from now on no other is taken. */
  void explicitLoss(NDArray loss) {
    guarded(
        "reading the loss",
        () -> {
          beginStep();
          if (!explicitLoss) {
            explicitLoss = true;
            session.forgetLoss();
          }
          lossSinceBatch = true;
          lossValue.give(device(loss), loss, 0);
        });
  }

  /** From now on {@link #backward} tells of every array that is given to backward. */
  void hearsBackward() {
    hearsBackward = true;
  }

  /**
   * An array is given to backward. When it is none of the losses that were seen, the program has
   * calculated it itself, and what is given to backward is what counts from now on.
   */
  void backward(NDArray array) {
    boolean seen = false;
    synchronized (this) {
      if (!explicitLoss) {
        seen = seenLosses.removeIf(loss -> loss == array);
      }
    }
    if (!seen) {
      explicitLoss(array);
    }
  }

  @Override
  public void updating(String parameterId, NDArray[] weights) {
    // Between native updates everything is cold, so what need not happen here does not.
    passing = !looking && updates.passes(parameterId);
    if (!passing) {
      guarded("reading gradients", () -> beforeUpdate(parameterId, weights));
    }
  }

  @Override
  public void updated(String parameterId, NDArray[] weights, long nanos) {
    updateNanos += nanos;
    if (!passing) {
      guarded("reading updates", () -> afterUpdate(parameterId, weights));
      if (stepEnded) {
        stepEnded = false;
        steer();
      }
    }
  }

  void trainingBatch(BatchData data) {
    clock.gradientsReady();
    guarded("recording a batch", () -> batch(data));
    if (!hooks.seesUpdates()) {
      steer();
    }
  }

  void validationBatch(BatchData data) {
    guarded(
        "recording a validation batch",
        () -> {
          endStep();
          evaluators.flush();
          evaluators.validationBatch(data);
        });
    resume();
  }

  void epoch() {
    guarded(
        "recording an epoch",
        () -> {
          endStep();
          evaluators.validationDone();
          evaluators.epochDone(true);
          batches.announced();
          session.epochDone();
        });
    resume();
  }

  void trainingEnd() {
    guarded(
        "ending the training",
        () -> {
          endStep();
          evaluators.validationDone();
          if (batches.endedUnannounced()) {
            evaluators.epochDone(false);
            session.epochDone();
          }
        });
    guarded(
        "recording the last weights",
        () -> {
          if (session.looksAtTensors() && session.step() > firstStep) {
            tensors.last(hooks.store(), trainer.getDevices());
          }
          session.end();
        });
    guarded("leaving the trainer", hooks::remove);
    guarded("removing the copy of the first weights", control::close);
  }

  private void loss(NDList labels, NDArray loss) {
    beginStep();
    evaluators.validationDone();
    evaluators.flush();
    if (!explicitLoss) {
      lossSinceBatch = true;
      lossValue.give(device(loss), loss, oneDevice ? 0 : examples(labels));
      if (hearsBackward) {
        seenLosses.add(loss);
      }
    }
  }

  private void batch(BatchData data) {
    beginStep();
    evaluators.validationDone();
    Batch batch = data.getBatch();
    if (batches.beginsUnannouncedPass(batch)) {
      evaluators.epochDone(false);
      session.epochDone();
    }
    if (!described) {
      described = true;
      batchesPerEpoch = batches.batchesPerPass(batch.getSize());
      HyperParameters.recordFirstBatch(
          recorder, trainer, batch.getSize(), batch.getProgressTotal());
      String name = trainer.getModel().getName();
      recorder.graph(name, ModelStructure.of(name, trainer.getModel().getBlock()));
    }
    session.examples(batch.getSize());
    if (!lossSinceBatch) {
      evaluateLoss(data);
    }
    lossSinceBatch = false;
    evaluators.trainingBatch(data);
    if (!hooks.seesUpdates()) {
      // All there is to tell a step by: it is over when something else is heard.
      batchAwaitsUpdate = true;
      gradientsDone();
      if (looking) {
        tensors.beforeAll(hooks.store(), trainer.getDevices());
      }
    }
  }

  private void evaluateLoss(BatchData data) {
    for (Device device : data.getLabels().keySet()) {
      NDList labels = data.getLabels().get(device);
      NDList predictions = data.getPredictions().get(device);
      if (predictions != null) {
        // Not closed here: a loss may return an array that is not its own. The batch closes it.
        NDArray loss = hooks.loss().evaluate(labels, predictions);
        session.lossWasEvaluated();
        lossValue.give(device(loss), loss, examples(labels));
      }
    }
  }

  private void beforeUpdate(String id, NDArray[] weights) {
    switch (updates.updating(id)) {
      case LATE -> {
        // The step it belongs to is recorded already.
      }
      case NEXT -> {
        if (looking) {
          tensors.before(id, weights);
        }
      }
      case REPEATED -> {
        stepDone();
        firstUpdate(id, weights);
      }
      case FIRST -> firstUpdate(id, weights);
    }
  }

  private void firstUpdate(String id, NDArray[] weights) {
    updates.expect(hooks::updatedParameters);
    control.beforeUpdate();
    clock.gradientsReady();
    evaluators.validationDone();
    gradientsDone();
    if (looking) {
      tensors.before(id, weights);
    }
  }

  private void gradientsDone() {
    evaluators.flush();
    session.gradientsDone();
    looking = session.wantsTensors();
  }

  private void afterUpdate(String id, NDArray[] weights) {
    if (!updates.isOpen()) {
      updateNanos = 0; // Of a step that is recorded already.
      return;
    }
    if (looking) {
      tensors.after(id, weights);
    }
    lastUpdated = id;
    updateEnded = System.nanoTime();
    if (updates.updated()) {
      finishStep();
      stepEnded = true;
    }
  }

  /** Something of the next step happened. */
  private void beginStep() {
    endStep();
    updates.begin();
  }

  /** Something happened that comes after all updates of a step. */
  private void endStep() {
    if (updates.isOpen()) {
      finishStep();
    } else if (batchAwaitsUpdate) {
      updateEnded = System.nanoTime();
      if (looking) {
        tensors.afterAll(hooks.store(), trainer.getDevices());
      }
      finishStep();
    }
  }

  private void finishStep() {
    updates.close();
    batchAwaitsUpdate = false;
    stepDone();
  }

  private void stepDone() {
    if (updateNanos > 0) {
      session.phase(Phase.UPDATE, updateNanos);
      updateNanos = 0;
    }
    Float used = rate.used(lastUpdated);
    if (used != null) {
      session.learningRate(used);
    }
    long step = session.step();
    seenLosses.clear();
    session.stepDone(updateEnded);
    clock.stepBegan(updateEnded);
    run.progress(progress(step + 1));
  }

  private Progress progress(long done) {
    int all = epochs.getAsInt();
    long steps = all > 0 && batchesPerEpoch > 0 ? all * batchesPerEpoch : -1;
    return new Progress(session.epoch(), all, done, steps, session.lastLoss(), updateEnded);
  }

  /** Not guarded: a user's stop goes through here into the training. */
  private void steer() {
    if (session.steer()) {
      clock.stepBegan(System.nanoTime());
    }
  }

  private void resume() {
    session.resume();
    clock.stepBegan(System.nanoTime());
  }

  /** Losses of one device add up, so all that matters is to tell several apart. */
  private String device(NDArray loss) {
    return oneDevice ? "" : loss.getDevice().toString();
  }

  private static long examples(NDList labels) {
    return labels.isEmpty() || labels.head().isScalar() ? 0 : labels.head().getShape().get(0);
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

  /** Something of our own that may go wrong. */
  private interface Work {
    void run() throws Exception;
  }
}
