package io.stepscope.event;

import java.util.Locale;

/** How a run stands. */
public enum RunStatus {
  RUNNING,
  FINISHED,
  FAILED,
  STOPPED,
  /** The process died without ending the run. */
  KILLED;

  /** The lower-case word that users see. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
