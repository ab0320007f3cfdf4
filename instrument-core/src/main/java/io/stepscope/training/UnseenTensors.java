package io.stepscope.training;

import io.stepscope.recorder.Recorder;

/**
 * Tensors that lie on a device and were left out of looks since nothing reads them there. A device
 * may be found a little later than the training begins, so that is only said when it stays so.
 */
final class UnseenTensors {

  private static final int SAID_AFTER_STEPS = 50;

  private final Recorder recorder;
  private long lastStep = -1;
  private int steps;

  UnseenTensors(Recorder recorder) {
    this.recorder = recorder;
  }

  /** One was left out in this step. */
  void passed(long step) {
    if (step != lastStep) {
      lastStep = step;
      steps++;
      if (steps == SAID_AFTER_STEPS) {
        say();
      }
    }
  }

  /** Says so, if there were any. */
  void say() {
    if (steps > 0) {
      recorder
          .notices()
          .once(
              "tensors on a device",
              "in "
                  + steps
                  + " steps tensors on a device were left out, as nothing could read them there:"
                  + " docs/gpu.md says what that takes, and doctor what is there;"
                  + " histograms=every:N copies them, and makes the training wait");
    }
  }
}
