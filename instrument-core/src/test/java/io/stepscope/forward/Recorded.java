package io.stepscope.forward;

import io.stepscope.event.ConsoleLine;
import io.stepscope.event.HaltCode;
import io.stepscope.event.Params;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStarted;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import io.stepscope.event.StepComplete;

/** Events of one rank as a training records them, with sequence numbers. */
final class Recorded {
  private final int rank;
  private long sequence;

  Recorded(int rank) {
    this.rank = rank;
  }

  RunStarted started() {
    return new RunStarted(stamp(Stamp.NONE), "digits", "brisk otter", false, "0.1.0");
  }

  Scalar scalar(long step, double value) {
    return new Scalar(stamp(step), "train/loss", value, false);
  }

  ConsoleLine line(String text) {
    return new ConsoleLine(stamp(Stamp.NONE), ConsoleLine.Stream.STDOUT, text);
  }

  StepComplete complete(long step) {
    return new StepComplete(stamp(step));
  }

  Params halted(int code) {
    return HaltCode.event(stamp(Stamp.NONE), code);
  }

  RunEnded ended(long step) {
    return new RunEnded(stamp(step), RunStatus.FINISHED, "");
  }

  private Stamp stamp(long step) {
    sequence += 32;
    return new Stamp("otter", rank, sequence, step, 0, sequence);
  }
}
