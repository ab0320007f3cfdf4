package io.stepscope.training;

/** What a training step spends its time on, as the host sees it. */
public enum Phase {
  /** Waiting for the next batch. */
  DATA("time/data"),
  /** From the batch to the predictions. */
  FORWARD("time/forward"),
  /** From the loss to the gradients. */
  BACKWARD("time/backward"),
  /** From the gradients to the new weights. */
  UPDATE("time/update");

  private final String series;

  Phase(String series) {
    this.series = series;
  }

  /** Name of the series of this phase. */
  public String series() {
    return series;
  }
}
