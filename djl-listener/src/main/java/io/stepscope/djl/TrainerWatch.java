package io.stepscope.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import io.stepscope.djl.BackwardLosses.Evaluated;
import io.stepscope.memory.KnownTensors.Tensor;
import io.stepscope.training.Phase;
import io.stepscope.training.TrainingSession;
import java.lang.ref.WeakReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the java agent tells of one trainer beyond what listeners hear: waiting for data, forward,
 * the very arrays given to backward, validation and passes of loops that tell nobody.
 *
 * <p>Called on the training's threads. What goes wrong here reaches the observer and ends there.
 */
final class TrainerWatch {

  private final TrainerObserver observer;
  private final TrainingSession session;
  private final TrainedDevices devices;
  private final BackwardLosses losses = new BackwardLosses();
  private final ValidationLoss validation = new ValidationLoss();
  private final Passes passes = new Passes();
  private final LayerTimes layers;
  private final BlockOutputs outputs = new BlockOutputs();
  private final WeakReference<Block> model;

  private boolean layersBusy;

  /** Once is enough: they are as large in every step. */
  private boolean outputsKnown;

  private boolean forwardSeen;
  private boolean batchHeard;
  private long examples;
  private int batchSize;
  private long datasetSize;
  private boolean left;

  /** What {@code EasyTrain.fit} threw last; empty when training went on after it. */
  private String thrown = "";

  TrainerWatch(
      TrainerObserver observer, TrainingSession session, TrainedDevices devices, Block model) {
    this.observer = observer;
    this.session = session;
    this.devices = devices;
    layers = new LayerTimes(model, devices);
    this.model = new WeakReference<>(model);
  }

  /**
   * Predictions for {@code data} are about to be calculated; null if nothing is learnt from them.
   */
  @Nullable Forward forward(NDList data, DataWaits.Wait wait) {
    if (!observer.isCollecting()) {
      return null;
    }
    Forward forward = new Forward(devices.of(data));
    observer.guarded("timing a step", () -> begin(forward, wait));
    devices.begin(forward.device, Phase.FORWARD);
    forward.began = System.nanoTime();
    return forward;
  }

  /** An array is given to backward; what is returned is to be told when backward is over. */
  Begun backward(NDArray array) {
    observer.guarded("reading the loss", () -> observer.givenToBackward(array, losses.take(array)));
    String device = devices.of(array);
    devices.begin(device, Phase.BACKWARD);
    long began = System.nanoTime();
    return () -> {
      session.phase(Phase.BACKWARD, System.nanoTime() - began);
      devices.end(device);
    };
  }

  /** Predictions were calculated that nothing is learnt from. */
  void predicted(NDList predictions, DataWaits.Wait wait) {
    if (observer.isCollecting()) {
      return; // Part of a step, such as the other network of two that train each other.
    }
    observer.guarded(
        "following a validation",
        () -> {
          observer.endStep();
          wait.forget();
          passes.validates();
          validation.predicted(predictions);
        });
    observer.resume();
  }

  /** Batches are about to be taken from {@code batches}. */
  void iterates(Object batches) {
    observer.guarded("following the data", () -> passes.iterates(batches));
  }

  /** There are no more batches in {@code batches}. */
  void exhausted(Object batches) {
    observer.guarded("following the data", () -> passes.exhausts(batches));
  }

  /** Whether an array is a loss of this trainer that was not given to backward yet. */
  boolean evaluated(NDArray array) {
    return losses.holds(array);
  }

  /** A loss was evaluated while gradients are collected. Guarded by the observer, as all below. */
  void lossEvaluated(NDArray loss, long over) {
    losses.evaluated(loss, over);
  }

  /** A loss was evaluated while none are. */
  void otherLossEvaluated(NDList predictions, NDArray loss) {
    validation.evaluated(predictions, loss);
  }

  /** Gives what was evaluated, where nothing was seen to be given to backward. */
  void giveEvaluated(boolean backwardSeen) {
    for (Evaluated evaluated : losses.takeAll()) {
      if (!backwardSeen) {
        observer.giveLoss(evaluated.loss(), evaluated.examples());
      }
    }
  }

  /** A listener heard of a batch of the open step. */
  void batchHeard() {
    batchHeard = true;
  }

  /** The end of an epoch was announced. */
  void epochAnnounced() {
    passes.announced();
  }

  /** Whether the last pass was a whole one that nobody announced the end of. */
  boolean passEndedUnannounced() {
    return passes.endedUnannounced();
  }

  /** The loss of a validation pass since the last call, where no listener heard of it; or NaN. */
  double takeValidationLoss() {
    return validation.take();
  }

  /** {@code EasyTrain.fit} throws {@code cause}. */
  void thrown(Throwable cause) {
    failed(cause);
    observer.guarded("reading an exception", () -> thrown = String.valueOf(cause));
  }

  /** Something that belongs to a step throws {@code cause}. */
  void failed(Throwable cause) {
    observer.memory().thrown(cause);
  }

  /** The trainer is being closed because an exception leaves the block that uses it. */
  void left() {
    left = true;
  }

  /** Whether an exception left the training. */
  boolean isLeft() {
    return left;
  }

  /** What it was, as far as that was seen; may be empty. */
  String reason() {
    return thrown;
  }

  /** The open step is about to end. */
  void stepEnds() {
    layers.record(session);
    recordOutputs();
    if (!batchHeard) {
      session.examples(examples);
      observer.describe(batchSize, datasetSize);
    }
    losses.takeAll();
    batchHeard = false;
    forwardSeen = false;
    examples = 0;
  }

  /** A block of the model gave this out, on the thread whose layers are timed. */
  void gave(Block block, NDList arrays) {
    if (!outputsKnown) {
      observer.guarded("reading what layers gave out", () -> outputs.gave(block, arrays));
    }
  }

  private void recordOutputs() {
    Block present = outputsKnown ? null : model.get();
    List<Tensor> sizes = present == null ? List.of() : outputs.take(present);
    if (!sizes.isEmpty()) {
      outputsKnown = true;
      observer.memory().activations(sizes);
    }
  }

  private void begin(Forward forward, DataWaits.Wait wait) {
    thrown = "";
    observer.beginStep();
    observer.validationDone();
    if (passes.trains()) {
      observer.passDone();
    }
    long waited = wait.takeNanos();
    long before = observer.stepBegan();
    if (waited < 0 && !forwardSeen && before != PhaseClock.UNKNOWN) {
      waited = System.nanoTime() - before; // The data come in a way that is not seen.
    }
    if (waited >= 0) {
      session.phase(Phase.DATA, waited);
    }
    int got = wait.takeExamples();
    if (got > 0) {
      examples += got;
      batchSize = got;
      datasetSize = wait.total();
    }
    forwardSeen = true;
    // Of several devices at once, one is timed layer by layer.
    if (!layersBusy && session.wantsTensors()) {
      layersBusy = true;
      layers.begin(forward.device);
      forward.layers = layers;
    }
  }

  /** Predictions are being calculated. */
  final class Forward implements Begun {
    private final String device;
    private @Nullable LayerTimes layers;
    private long began;

    Forward(String device) {
      this.device = device;
    }

    /** What is to hear of the blocks; null when nobody wants to. */
    @Nullable LayerTimes layers() {
      return layers;
    }

    @Override
    public void ended() {
      long took = System.nanoTime() - began;
      devices.end(device);
      observer.guarded(
          "timing a step",
          () -> {
            session.phase(Phase.FORWARD, took);
            if (layers != null) {
              layersBusy = false;
            }
          });
    }
  }
}
