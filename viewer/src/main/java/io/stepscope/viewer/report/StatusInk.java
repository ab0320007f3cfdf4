package io.stepscope.viewer.report;

import io.stepscope.event.RunStatus;
import io.stepscope.viewer.run.RunSummary;
import io.stepscope.viewer.terminal.Ink;

/** The colour of a status. */
final class StatusInk {
  private StatusInk() {}

  static Ink of(RunSummary run) {
    RunStatus status = run.status();
    if (status == null) {
      return Ink.WARNING;
    }
    return switch (status) {
      case RUNNING -> Ink.LINE;
      case FINISHED -> Ink.GOOD;
      case STOPPED -> Ink.WARNING;
      case FAILED, KILLED -> Ink.BAD;
    };
  }
}
