package io.stepscope.tracker.wandb;

import io.stepscope.histogram.Buckets;
import io.stepscope.histogram.Histogram;

/** Histograms in the form that W&amp;B draws natively. */
final class Histograms {
  /** W&amp;B's client makes no more, {@code wandb/sdk/data_types/histogram.py}. */
  static final int MOST_BUCKETS = 512;

  private Histograms() {}

  /**
   * {@code {"_type":"histogram","values":[counts],"bins":[edges]}} with one edge more than counts.
   *
   * <p>Up to 512 recorded bins are kept as they are; more are joined while a joined one is neither
   * wider than 1/30 of the range nor holds more than 1/30 of the values. Around a constant there is
   * one bucket of width 1.
   *
   * @param histogram with at least one finite value
   */
  static String json(Histogram histogram) {
    Buckets buckets = histogram.buckets();
    if (histogram.min() == histogram.max()) {
      buckets = histogram.linear(1);
    } else if (buckets.counts().length > MOST_BUCKETS) {
      buckets = histogram.tensorBoard();
    }
    return "{\"_type\":\"histogram\",\"values\":"
        + Json.wholeArray(buckets.counts())
        + ",\"bins\":"
        + Json.array(buckets.edges())
        + '}';
  }
}
