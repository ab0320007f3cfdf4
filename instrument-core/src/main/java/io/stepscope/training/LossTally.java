package io.stepscope.training;

import io.stepscope.probe.DeviceMemory;
import io.stepscope.recorder.Recorder;
import org.jspecify.annotations.Nullable;

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

  /** A loss of the open step that is awaited already; null when all are known. */
  private @Nullable AwaitedLoss awaited;

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
    return open.examples();
  }

  /** Records the loss of the open step, as soon as it is known. */
  void record(long step) {
    if (open.isKnown()) {
      open.record(recorder, step, recorder.epoch());
    } else if (awaited == null) {
      await(step, true);
    }
  }

  /** Forgets the step; it counts for the epoch. */
  void next(long step) {
    AwaitedLoss coming = awaited;
    if (coming == null && !open.isKnown()) {
      coming = await(step, false);
    }
    if (coming == null) {
      newest(step, open.mean());
      if (!open.isEmpty()) {
        epoch.add(open.mean());
      }
      open.clear();
    } else {
      // Losses that came after it was recorded are in it no more.
      open = new StepLoss();
      awaited = null;
    }
    evaluated = false;
  }

  private AwaitedLoss await(long step, boolean recorded) {
    AwaitedLoss coming =
        new AwaitedLoss(open, this::newest, recorded ? recorder : null, step, recorder.epoch());
    awaited = coming;
    epoch.add(coming);
    results.add(step, coming);
    return coming;
  }

  /** Forgets the step as if it had no loss. */
  void clear() {
    if (awaited == null) {
      open.clear();
    } else {
      open = new StepLoss(); // What is awaited cannot be taken back.
      awaited = null;
    }
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
