package io.stepscope.training;

import io.stepscope.recorder.Recorder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The loss of one step: summed over the backward calls of a device, averaged over devices weighted
 * by their examples. One call on one device stays exactly the float it was.
 *
 * <p>Not thread-safe; handed over as a whole to whoever awaits what devices have not told yet.
 */
final class StepLoss {

  private final List<Call> calls = new ArrayList<>(1);
  private int used;
  private boolean known = true;

  /** Adds a loss that is known. */
  void add(String device, double value, boolean single, long examples) {
    Call call = add(device, examples);
    call.value = value;
    call.single = single;
  }

  /** Adds a loss that a device will tell: the sum of its elements. */
  void add(String device, TensorSample copy, long examples) {
    add(device, examples).coming = copy;
    known = false;
  }

  private Call add(String device, long examples) {
    if (used == calls.size()) {
      calls.add(new Call());
    }
    Call call = calls.get(used++);
    call.device = device;
    call.examples = examples;
    return call;
  }

  /** Whether there is no loss. */
  boolean isEmpty() {
    return used == 0;
  }

  /** Whether no device has anything left to tell. */
  boolean isKnown() {
    return known;
  }

  /**
   * Takes what devices tell; never waits.
   *
   * @return whether all is known now
   * @throws IllegalStateException if a device will not tell
   */
  boolean poll() {
    for (int i = 0; i < used; i++) {
      Call call = calls.get(i);
      TensorSample coming = call.coming;
      if (coming != null) {
        if (!coming.isThere()) {
          return false;
        }
        call.take(coming.elements());
        call.close();
      }
    }
    known = true;
    return true;
  }

  /** Examples over all devices; 0 when unknown. */
  long examples() {
    long sum = 0;
    for (int i = 0; i < used; i++) {
      sum += calls.get(i).examples;
    }
    return sum;
  }

  /** Records the loss, if there is one. */
  void record(Recorder recorder, long step, int epoch) {
    if (used == 1 && calls.get(0).single) {
      recorder.scalar("train/loss", step, epoch, (float) calls.get(0).value);
    } else if (used > 0) {
      recorder.scalar("train/loss", step, epoch, mean());
    }
  }

  /** The loss; NaN when there is none. */
  double mean() {
    if (used == 1) {
      return calls.get(0).value;
    }
    List<Call> devices = devices();
    long examples = examples();
    double sum = used == 0 ? Double.NaN : 0;
    for (Call device : devices) {
      double share = examples == 0 ? 1.0 / devices.size() : (double) device.examples / examples;
      sum += share * device.value;
    }
    return sum;
  }

  /** Sums over the calls of each device, in their order. */
  private List<Call> devices() {
    List<Call> devices = new ArrayList<>();
    for (Call call : calls.subList(0, used)) {
      Call sum = null;
      for (Call device : devices) {
        sum = device.device.equals(call.device) ? device : sum;
      }
      if (sum == null) {
        sum = new Call();
        sum.device = call.device;
        devices.add(sum);
      }
      sum.value += call.value;
      sum.examples += call.examples;
    }
    return devices;
  }

  /** Forgets all, and gives back what devices hold for it. */
  void clear() {
    for (int i = 0; i < used; i++) {
      calls.get(i).close();
    }
    used = 0;
    known = true;
  }

  /** What one backward call was given. */
  private static final class Call {
    private String device = "";
    private double value;
    private boolean single;
    private long examples;
    private @Nullable TensorSample coming;

    private void take(Elements elements) {
      single = elements.size() == 1 && !elements.areDoubles();
      value = sum(elements);
    }

    private void close() {
      TensorSample open = coming;
      coming = null;
      if (open != null) {
        open.close();
      }
    }

    private static double sum(Elements elements) {
      double[] values = new double[elements.size()];
      if (elements.areDoubles()) {
        elements.read(0, values, values.length);
      } else {
        float[] floats = new float[values.length];
        elements.read(0, floats, floats.length);
        for (int i = 0; i < floats.length; i++) {
          values[i] = floats[i];
        }
      }
      double sum = values[0];
      for (int i = 1; i < values.length; i++) {
        sum += values[i];
      }
      return sum;
    }
  }
}
