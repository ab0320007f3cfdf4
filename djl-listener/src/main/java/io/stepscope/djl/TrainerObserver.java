package io.stepscope.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
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
import java.lang.ref.WeakReference;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

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
  private final TrainedDevices devices;
  private final StepTensors tensors;
  private final TrainerControl control;
  private final PhaseClock clock;
  private final TrainingMemory memory;
  private final StepUpdates updates = new StepUpdates();
  private final BatchProgress batches = new BatchProgress();
  private final long firstStep;
  private final IntSupplier epochs;

  private String lastUpdated = "";
  private long updateEnded;
  private long updateNanos;
  private boolean passing;
  private boolean updateBegins;
  private boolean looking;
  private boolean stepEnded;
  private boolean explicitLoss;
  private boolean lossSinceBatch;
  private boolean lossInStep;
  private boolean batchAwaitsUpdate;
  private boolean described;
  private long batchesPerEpoch = -1;

  /** Null without the java agent. */
  private final @Nullable TrainerWatch watch;

  TrainerObserver(
      Run run,
      Trainer trainer,
      TrainingListener us,
      long firstStep,
      int firstEpoch,
      IntSupplier epochs,
      boolean watched) {
    this.run = run;
    this.trainer = trainer;
    this.firstStep = firstStep;
    this.epochs = epochs;
    recorder = run.recorder();
    OverheadGovernor governor =
        OverheadGovernor.of(run.configuration().histograms(), run.configuration().overhead());
    session = new TrainingSession(recorder, governor, System::nanoTime, firstStep, firstEpoch);
    // A run that is open does not keep a trainer alive: DJL closes one that the program forgot.
    WeakReference<TrainingSession> open = new WeakReference<>(session);
    run.beforeEnd(
        () -> {
          TrainingSession left = open.get();
          if (left != null) {
            left.end();
          }
        });
    collecting = Collecting.in(trainer.getManager().getEngine());
    DeviceArrays arrays = new DeviceArrays(run::accelerator);
    lossValue = new LossValue(session, arrays);
    oneDevice = trainer.getDevices().length == 1;
    devices = TrainedDevices.timed(run, session, arrays, trainer.getDevices());
    ParameterNames names = new ParameterNames(trainer.getModel().getBlock());
    tensors = new StepTensors(session, names, arrays);
    clock = new PhaseClock(trainer, session, devices);
    watch =
        watched ? new TrainerWatch(this, session, devices, trainer.getModel().getBlock()) : null;
    hooks = TrainerHooks.install(trainer, this, this);
    evaluators = new EvaluatorMetrics(trainer, session, us);
    rate = new LearningRate(hooks.optimizer());
    rate.observe();
    memory = new TrainingMemory(run.memory(), trainer.getManager(), names, hooks.optimizer());
    control = new TrainerControl(run, trainer, hooks, rate, session::epoch);
    session.steeredBy(run.steering(), control);
    HyperParameters.record(recorder, trainer, hooks, rate, watched);
  }

  long nextStep() {
    return session.step();
  }

  int nextEpoch() {
    return session.epoch();
  }

  /** Where the java agent tells what it sees; null without it. */
  @Nullable TrainerWatch watch() {
    return watch;
  }

  /** Whether gradients are being collected. */
  boolean isCollecting() {
    return collecting.getAsBoolean();
  }

  /** When the open step began; {@link PhaseClock#UNKNOWN} before the first. */
  long stepBegan() {
    return clock.stepBegan();
  }

  /** What the run is told of memory. */
  TrainingMemory memory() {
    return memory;
  }

  @Override
  public void thrown(Throwable cause) {
    memory.thrown(cause);
  }

  @Override
  public void evaluating() {
    if (watch == null) {
      clock.evaluating();
    }
  }

  @Override
  public void evaluated(NDList labels, NDList predictions, NDArray loss) {
    if (isCollecting()) {
      guarded("reading the loss", () -> loss(labels, loss));
      if (watch == null) {
        clock.evaluated(loss);
      }
    } else if (watch != null) {
      guarded("reading a validation loss", () -> watch.otherLossEvaluated(predictions, loss));
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

  /**
   * An array is given to backward. Guarded by the caller.
   *
   * @param examples how many examples it is over; 0 when unknown
   */
  void givenToBackward(NDArray array, long examples) {
    beginStep();
    validationDone();
    evaluators.flush();
    if (!explicitLoss) {
      giveLoss(array, examples);
    }
  }

  /** Takes a loss of the open step. Guarded by the caller. */
  void giveLoss(NDArray loss, long examples) {
    lossSinceBatch = true;
    lossInStep = true;
    lossValue.give(device(loss), loss, examples);
  }

  @Override
  public void updating(String parameterId, NDArray[] weights) {
    // Between native updates everything is cold, so what need not happen here does not.
    passing = !looking && updates.passes(parameterId);
    if (!passing) {
      guarded("reading gradients", () -> beforeUpdate(parameterId, weights));
      if (updateBegins) {
        updateBegins = false;
        devices.begin(Phase.UPDATE);
      }
    }
  }

  @Override
  public void updated(String parameterId, NDArray[] weights, long nanos) {
    updateNanos += nanos;
    if (!passing) {
      if (updates.updated()) {
        devices.end();
      }
      guarded("reading updates", () -> afterUpdate(parameterId, weights));
      if (stepEnded) {
        stepEnded = false;
        steer();
      }
    }
  }

  void trainingBatch(BatchData data) {
    if (watch == null) {
      clock.gradientsReady();
    }
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
          validationDone();
          evaluators.epochDone(true);
          batches.announced();
          if (watch != null) {
            watch.epochAnnounced();
          }
          session.epochDone();
        });
    resume();
  }

  void trainingEnd() {
    guarded(
        "ending the training",
        () -> {
          endStep();
          validationDone();
          if (batches.endedUnannounced() || (watch != null && watch.passEndedUnannounced())) {
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
        });
    guarded("ending a session", session::end);
    guarded("counting managers", memory::ends);
    guarded("leaving the trainer", hooks::remove);
    guarded("leaving the optimizer", rate::release);
    guarded("removing the copy of the first weights", control::close);
  }

  private void loss(NDList labels, NDArray loss) {
    beginStep();
    validationDone();
    evaluators.flush();
    long examples = oneDevice ? 0 : examples(labels);
    if (watch != null) {
      watch.lossEvaluated(loss, examples);
    } else if (!explicitLoss) {
      giveLoss(loss, examples);
    }
  }

  private void batch(BatchData data) {
    beginStep();
    validationDone();
    Batch batch = data.getBatch();
    if (batches.beginsUnannouncedPass(batch)) {
      evaluators.epochDone(false);
      session.epochDone();
    }
    describe(batch.getSize(), batch.getProgressTotal());
    session.examples(batch.getSize());
    if (watch != null) {
      watch.batchHeard();
      watch.giveEvaluated(lossSinceBatch);
    }
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

  /** Records what is known with the first batch. Guarded by the caller. */
  void describe(int batchSize, long datasetSize) {
    if (described) {
      return;
    }
    described = true;
    batchesPerEpoch = BatchProgress.batchesPerPass(batchSize, datasetSize);
    String name = trainer.getModel().getName();
    Block model = trainer.getModel().getBlock();
    HyperParameters.recordFirstBatch(recorder, model, batchSize, datasetSize);
    recorder.graph(name, ModelStructure.of(name, model));
  }

  /** Records the validation pass, if there was one. Guarded by the caller. */
  void validationDone() {
    boolean heard = evaluators.validationDone();
    if (watch != null) {
      double loss = watch.takeValidationLoss();
      if (!heard && !Double.isNaN(loss)) {
        session.validation("loss", loss);
      }
    }
  }

  /** A pass over the data ended that nobody announced the end of. Guarded by the caller. */
  void passDone() {
    evaluators.epochDone(false);
    batches.announced();
    session.epochDone();
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
    if (watch == null) {
      clock.gradientsReady();
    }
    validationDone();
    gradientsDone();
    if (looking) {
      tensors.beforeFirst(id, weights, hooks.store(), hooks::updatedIds);
    }
    updateBegins = true;
  }

  private void gradientsDone() {
    if (watch != null) {
      watch.giveEvaluated(lossInStep);
    }
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

  /** Something of the next step happened. Guarded by the caller. */
  void beginStep() {
    endStep();
    updates.begin();
  }

  /** Something happened that comes after all updates of a step. Guarded by the caller. */
  void endStep() {
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
    devices.end();
    if (updateNanos > 0) {
      session.phase(Phase.UPDATE, updateNanos);
      updateNanos = 0;
    }
    Float used = rate.used(lastUpdated);
    if (used != null) {
      session.learningRate(used);
    }
    lossInStep = false;
    if (watch != null) {
      watch.stepEnds();
    }
    long step = session.step();
    session.stepDone(updateEnded);
    clock.stepBegan(updateEnded);
    guarded("knowing the arrays of a training", () -> memory.stepEnded(step, looking));
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

  /** Time has passed that was no training. */
  void resume() {
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

  /** Runs work of our own: what goes wrong in it is counted and ends here. */
  synchronized void guarded(String where, Work work) {
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
  interface Work {
    void run() throws Exception;
  }
}
