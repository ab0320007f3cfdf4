package io.stepscope.event;

/**
 * The kinds of events, for counting and for exhaustive {@code switch}es.
 *
 * <p>The code is part of the journal format and never changes its meaning.
 */
public enum EventKind {
  SCALAR(1, "scalar"),
  HISTOGRAM(2, "histogram"),
  TIMING(3, "timing"),
  TEXT(4, "text"),
  CONSOLE_LINE(5, "console"),
  IMAGE(6, "image"),
  TABLE(7, "table"),
  MODEL_GRAPH(8, "graph"),
  ARTIFACT(9, "artifact"),
  PARAMS(10, "params"),
  ALERT(11, "alert"),
  CONTROL_ACTION(12, "control"),
  STEP_COMPLETE(13, "step"),
  RUN_STARTED(14, "started"),
  RUN_ENDED(15, "ended");

  private final int code;
  private final String word;

  EventKind(int code, String word) {
    this.code = code;
    this.word = word;
  }

  /** Number of this kind in the journal format, 1 to 63. */
  public int code() {
    return code;
  }

  /** The word for this kind in JSON and in receipts. */
  public String word() {
    return word;
  }
}
