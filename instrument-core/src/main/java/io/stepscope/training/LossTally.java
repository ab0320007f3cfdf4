package io.stepscope.training;

import io.stepscope.recorder.Recorder;
import java.util.ArrayList;
import java.util.List;

/**
 * The loss of one step: summed over the backward calls of a device, averaged over devices weighted
 * by their examples. One call on one device stays exactly the float it was.
 */
final class LossTally {

  private final List<DeviceLoss> devices = new ArrayList<>(1);
  private int used;
  private int calls;
  private boolean evaluated;
  private double last = Double.NaN;
  private double epochSum;
  private long epochSteps;

  /**
   * Adds the loss of one backward call.
   *
   * @param single whether the value is a 32-bit float
   * @param examples how many examples it is over; 0 when unknown
   */
  void add(String device, double value, boolean single, long examples) {
    DeviceLoss loss = of(device);
    loss.sum += value;
    loss.single = single;
    loss.examples += examples;
    calls++;
  }

  /** Says that the values were evaluated once more, and are not those given to backward. */
  void evaluated() {
    evaluated = true;
  }

  boolean isEvaluated() {
    return evaluated;
  }

  boolean isEmpty() {
    return calls == 0;
  }

  /** Examples over all devices; 0 when unknown. */
  long examples() {
    long sum = 0;
    for (int i = 0; i < used; i++) {
      sum += devices.get(i).examples;
    }
    return sum;
  }

  /** Records the loss of the step. */
  void record(Recorder recorder, String name, long step) {
    if (calls == 1 && devices.get(0).single) {
      recorder.scalar(name, step, (float) devices.get(0).sum);
    } else if (calls > 0) {
      recorder.scalar(name, step, mean());
    }
  }

  /** Forgets the step; it counts for the epoch. */
  void next() {
    last = calls > 0 ? mean() : Double.NaN;
    if (calls > 0) {
      epochSum += last;
      epochSteps++;
    }
    clear();
  }

  /** Forgets the step as if it had no loss. */
  void clear() {
    for (int i = 0; i < used; i++) {
      devices.get(i).reset();
    }
    used = 0;
    calls = 0;
    evaluated = false;
  }

  /** Loss of the step before the open one; NaN when it had none. */
  double last() {
    return last;
  }

  /** Mean over the steps since the last call; NaN when there were none. */
  double takeEpochMean() {
    double mean = epochSteps == 0 ? Double.NaN : epochSum / epochSteps;
    epochSum = 0;
    epochSteps = 0;
    return mean;
  }

  private double mean() {
    long examples = examples();
    double sum = 0;
    for (int i = 0; i < used; i++) {
      DeviceLoss loss = devices.get(i);
      double share = examples == 0 ? 1.0 / used : (double) loss.examples / examples;
      sum += share * loss.sum;
    }
    return sum;
  }

  private DeviceLoss of(String device) {
    for (int i = 0; i < used; i++) {
      if (devices.get(i).device.equals(device)) {
        return devices.get(i);
      }
    }
    if (used == devices.size()) {
      devices.add(new DeviceLoss());
    }
    DeviceLoss fresh = devices.get(used++);
    fresh.device = device;
    return fresh;
  }

  /** What one device was given. */
  private static final class DeviceLoss {
    private String device = "";
    private double sum;
    private long examples;
    private boolean single;

    void reset() {
      sum = 0;
      examples = 0;
    }
  }
}
