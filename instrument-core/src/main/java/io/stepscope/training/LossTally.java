package io.stepscope.training;

import io.stepscope.probe.DeviceMemory;
import io.stepscope.probe.NotReadyException;
import io.stepscope.recorder.Recorder;

/**
 * The losses of the open step, and what is made of them: {@code train/loss} of each step, and its
 * mean over each epoch. Losses on a device are awaited by {@link DeviceResults}.
 *
 * <p>Not thread-safe; guarded by the session that owns it. What devices tell comes on other
 * threads.
 */
final class LossTally {

  /** Most elements of a loss that are copied without waiting. */
  private static final long MOST_ELEMENTS = 4096;

  private final Recorder recorder;
  private final DeviceResults results;
  private StepLoss open = new StepLoss();
  private EpochLoss epoch = new EpochLoss();
  private boolean evaluated;

  /** Whether the loss of the open step is awaited already: what is in {@link #open} came later. */
  private boolean handedOver;

  /** Examples of what was handed over. */
  private long examples;

  private double last = Double.NaN;
  private long lastStep = -1;

  LossTally(Recorder recorder, DeviceResults results) {
    this.recorder = recorder;
    this.results = results;
  }

  /**
   * Adds the loss of one backward call.
   *
   * @param single whether the value is a 32-bit float
   * @param examples how many examples it is over; 0 when unknown
   */
  void add(String device, double value, boolean single, long examples) {
    open.add(device, value, single, examples);
  }

  /**
   * Adds the loss of one backward call that lies on a device.
   *
   * @return false if it cannot be copied there
   */
  boolean add(String device, DeviceTensor value, long examples) {
    DeviceMemory memory = value.device().memory().orElse(null);
    if (memory == null || value.count() > MOST_ELEMENTS) {
      return false;
    }
    try {
      open.add(device, TensorSample.begin(value, memory), examples);
      return true;
    } catch (NotReadyException e) {
      return false;
    } catch (RuntimeException | LinkageError e) {
      recorder.unsaidFailure("copying a loss from a device", e);
      return false;
    }
  }

  /** Says that the values were evaluated once more, and are not those given to backward. */
  void evaluated() {
    evaluated = true;
  }

  boolean isEvaluated() {
    return evaluated;
  }

  /** Examples over all devices; 0 when unknown. */
  long examples() {
    return examples + open.examples();
  }

  /**
   * Records the loss of the open step, as soon as it is known. One that is awaited is recorded
   * once: losses that come after it are in it no more.
   */
  void record(long step) {
    if (handedOver) {
      return;
    }
    if (open.isKnown()) {
      open.record(recorder, step, recorder.epoch());
    } else {
      await(step, true);
    }
  }

  /** Forgets the step; it counts for the epoch. */
  void next(long step) {
    if (!handedOver && !open.isKnown()) {
      await(step, false);
    }
    if (!handedOver) {
      newest(step, open.mean());
      if (!open.isEmpty()) {
        epoch.add(open.mean());
      }
    }
    clear();
  }

  /** Hands what there is over to whoever asks devices; from then on it is theirs. */
  private void await(long step, boolean recorded) {
    AwaitedLoss coming =
        new AwaitedLoss(open, this::newest, recorded ? recorder : null, step, recorder.epoch());
    handedOver = true;
    examples += open.examples();
    open = new StepLoss();
    epoch.add(coming);
    results.add(step, coming);
  }

  /** Forgets the step as if it had no loss; what is awaited cannot be taken back. */
  void clear() {
    open.clear();
    handedOver = false;
    examples = 0;
    evaluated = false;
  }

  /**
   * Loss of the step before the open one, NaN when it had none; where devices have not told it yet,
   * the newest that is known.
   */
  synchronized double last() {
    return last;
  }

  private synchronized void newest(long step, double loss) {
    if (step >= lastStep) {
      lastStep = step;
      last = loss;
    }
  }

  /** Records the mean over the steps since the last call, as soon as it is known. */
  void epochDone(long lastStep) {
    EpochLoss done = epoch;
    epoch = new EpochLoss();
    if (lastStep < 0) {
      return;
    }
    EpochLoss.Recording recording = done.recording(recorder, lastStep, recorder.epoch());
    if (!recording.poll()) {
      results.add(lastStep, recording);
    }
  }
}
