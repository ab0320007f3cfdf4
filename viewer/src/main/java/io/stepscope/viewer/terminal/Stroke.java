package io.stepscope.viewer.terminal;

import io.stepscope.viewer.series.Bucket;

/** Draws buckets from left to right and joins neighbours by a line. */
final class Stroke {
  private final long firstStep;
  private final long lastStep;
  private final Scale scale;
  private final DotGrid grid;
  private boolean joined;
  private int lastColumn;
  private double lastValue;

  Stroke(long firstStep, long lastStep, Scale scale, DotGrid grid) {
    this.firstStep = firstStep;
    this.lastStep = lastStep;
    this.scale = scale;
    this.grid = grid;
  }

  int column(long step) {
    if (lastStep == firstStep) {
      return 0;
    }
    double share = (double) (step - firstStep) / (lastStep - firstStep);
    return (int) Math.round(Math.max(0, Math.min(1, share)) * (grid.width() - 1));
  }

  void add(Bucket bucket) {
    if (!bucket.hasFinite()) {
      joined = false;
      return;
    }
    int from = column(bucket.firstStep());
    int to = column(bucket.lastStep());
    if (joined) {
      join(from, bucket.first());
    }
    for (int column = from; column <= to; column++) {
      grid.fill(column, row(bucket.min()), row(bucket.max()));
    }
    joined = true;
    lastColumn = to;
    lastValue = bucket.last();
  }

  private void join(int column, double value) {
    int from = row(lastValue);
    int to = row(value);
    int columns = column - lastColumn;
    for (int i = 0; i < columns; i++) {
      int start = from + Math.round((float) (to - from) * i / columns);
      int end = from + Math.round((float) (to - from) * (i + 1) / columns);
      grid.fill(lastColumn + i, start, end);
    }
    if (columns == 0) {
      grid.fill(column, from, to);
    }
  }

  private int row(double value) {
    return (int) Math.round((1 - scale.fraction(value)) * (grid.height() - 1));
  }
}
