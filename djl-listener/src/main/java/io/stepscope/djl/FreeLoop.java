package io.stepscope.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.optimizer.Optimizer;
import io.stepscope.Run;
import io.stepscope.event.RunStatus;
import io.stepscope.recorder.Recorder;
import io.stepscope.training.OverheadGovernor;
import io.stepscope.training.Phase;
import io.stepscope.training.TrainingSession;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Translates a loop without a trainer into a training session.
 *
 * <p>With a parameter server in the store, a step is a call of {@code updateAllParameters}. Without
 * one the program changes the weights itself, which nobody sees: a step is then a collector of
 * gradients, and its update is over when the program asks for data or collects again.
 *
 * <p>Called on the training's threads; nothing that goes wrong here reaches them. Its run ends with
 * the process, or when another loop begins and what the store had is gone or closed. Keeps neither
 * model nor store alive.
 */
final class FreeLoop {

  private final Run run;
  private final Recorder recorder;
  private final TrainingSession session;
  private final TrainedDevices devices;
  private final LossValue lossValue;
  private final ParameterNames names;
  private final StepTensors tensors;
  private final LayerTimes layers;
  private final TrainingMemory memory;
  private final LearningRate rate;
  private final WeakReference<Block> model;
  private final boolean byServer;
  private final WeakReference<ParameterStore> store;
  private final WeakReference<NDManager> manager;

  private boolean described;
  private boolean backwardSeen;
  private boolean looking;
  private boolean over;
  private long collectedAt;
  private boolean awaitsUpdate;

  FreeLoop(ParameterStore store, Block model) {
    this.model = new WeakReference<>(model);
    this.store = new WeakReference<>(store);
    manager = new WeakReference<>(store.getManager());
    run = Run.builder().startForgiving();
    recorder = run.recorder();
    session =
        new TrainingSession(
            recorder,
            OverheadGovernor.of(run.configuration().histograms(), run.configuration().overhead()),
            System::nanoTime,
            run.nextStep(),
            0);
    DeviceArrays arrays = new DeviceArrays(run::accelerator);
    devices = TrainedDevices.timed(run, session, arrays, store.getManager().getDevice());
    lossValue = new LossValue(session, arrays);
    names = new ParameterNames(model);
    tensors = new StepTensors(session, names, arrays);
    layers = new LayerTimes(model, devices);
    Object server = PrivateField.read(store, "parameterServer");
    byServer = server != null;
    Optimizer optimizer = TrainerHooks.optimizer(server);
    rate = new LearningRate(optimizer);
    rate.observe();
    memory = new TrainingMemory(run.memory(), store.getManager(), names, optimizer);
    run.onExit(() -> RunStatus.FINISHED); // A loop has no other end.
    run.beforeEnd(this::end);
    session.steeredBy(run.steering(), new FreeLoopControl(rate));
    guarded(
        "describing a loop",
        () ->
            HyperParameters.recordLoop(recorder, store.getManager().getEngine(), optimizer, rate));
  }

  /** Hears of the model's blocks; null in steps that are not looked at. */
  @Nullable LayerTimes layersOfThisStep() {
    if (!session.wantsTensors()) {
      return null;
    }
    layers.begin(devices.first());
    return layers;
  }

  /** An array is given to backward; what is returned is to be told when backward is over. */
  Begun backward(FreePass pass, DataWaits.Wait wait, NDArray array) {
    guarded(
        "reading the loss",
        () -> {
          backwardSeen = true;
          long waited = wait.takeNanos();
          if (waited >= 0) {
            session.phase(Phase.DATA, waited);
          }
          session.phase(Phase.FORWARD, pass.takeForwardNanos());
          int examples = wait.takeExamples();
          session.examples(examples);
          if (!described) {
            described = true;
            describe(examples, wait.total());
          }
          lossValue.give("", array, 0);
        });
    devices.begin(Phase.BACKWARD);
    long began = System.nanoTime();
    return () -> {
      session.phase(Phase.BACKWARD, System.nanoTime() - began);
      devices.end();
    };
  }

  private void describe(int batchSize, long datasetSize) {
    Block present = model.get();
    if (present != null) {
      HyperParameters.recordFirstBatch(recorder, present, batchSize, datasetSize);
      recorder.graph("model", ModelStructure.of("model", present));
    }
  }

  /** A collector is closed; true when the program is now to change the weights itself. */
  boolean gradientsCollected() {
    if (byServer || !backwardSeen) {
      return false;
    }
    guarded(
        "reading gradients",
        () -> {
          collectedAt = System.nanoTime();
          gradientsDone();
        });
    return true;
  }

  /** The program has changed the weights itself, by {@code at}. */
  void updatedByProgram(long at) {
    guarded("reading updates", () -> stepDone(at));
    steer();
  }

  /** All parameters are updated; null when nothing was learnt that they could be updated by. */
  @Nullable Begun updating() {
    if (!byServer || !backwardSeen) {
      return null;
    }
    guarded("reading gradients", this::gradientsDone);
    devices.begin(Phase.UPDATE);
    long began = System.nanoTime();
    return () -> {
      long at = System.nanoTime();
      devices.end();
      session.phase(Phase.UPDATE, at - began);
      guarded("reading updates", () -> stepDone(at));
      steer();
    };
  }

  /** Something throws {@code cause} that may be of this loop. */
  void failed(Throwable cause) {
    memory.thrown(cause);
  }

  /**
   * The update of all parameters throws. The step ends as far as it came: its loss is recorded, and
   * the next is not to be added to it.
   */
  void updateFailed() {
    devices.end();
    guarded(
        "giving up an update",
        () -> {
          if (byServer && awaitsUpdate && !over) {
            awaitsUpdate = false;
            close(System.nanoTime());
          }
        });
  }

  /** Whether the program has given up what this loop trained with. */
  boolean isOver() {
    NDManager with = manager.get();
    return store.refersTo(null) || with == null || !with.isOpen();
  }

  /** Ends the run. */
  void finish() {
    run.finish(RunStatus.FINISHED, "");
  }

  private void gradientsDone() {
    awaitsUpdate = true;
    session.gradientsDone();
    looking = session.wantsTensors();
    if (looking) {
      each((id, weights) -> tensors.show(id, new NDArray[] {weights}));
      session.tensorsShown();
    }
  }

  private void stepDone(long at) {
    if (!awaitsUpdate || over) {
      return;
    }
    awaitsUpdate = false;
    if (looking) {
      each((id, weights) -> tensors.after(id, new NDArray[] {weights}));
    }
    close(at);
  }

  private void close(long at) {
    layers.record(session);
    Float used = rate.used("");
    if (used != null) {
      session.learningRate(used);
    }
    backwardSeen = false;
    long step = session.step();
    session.stepDone(at);
    guarded("knowing the arrays of a training", () -> memory.stepEnded(step, looking));
  }

  /** The process ends, or the run does: arrays may be gone, so no tensor is looked at any more. */
  private void end() {
    guarded(
        "ending a loop",
        () -> {
          over = true;
          if (awaitsUpdate && !byServer) {
            awaitsUpdate = false;
            close(collectedAt);
          }
          session.end();
          rate.release();
        });
  }

  /** The weights that the model trains with, by the ids of their parameters. */
  private void each(BiConsumer<String, NDArray> what) {
    ParameterStore from = store.get();
    Object used = PrivateField.read(from, "parameterMap");
    for (Map.Entry<String, Parameter> entry : names.trainable().entrySet()) {
      Parameter parameter = entry.getValue();
      NDArray own = parameter.getArray();
      // To ask the store for a parameter that it does not know would make it update that, too.
      boolean known = used instanceof Map<?, ?> map && map.containsKey(entry.getKey());
      what.accept(
          entry.getKey(),
          from != null && known ? from.getValue(parameter, own.getDevice(), true) : own);
    }
  }

  private void steer() {
    session.steer(); // Waits while the run is paused; a stop is refused.
  }

  private synchronized void guarded(String where, Runnable work) {
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
