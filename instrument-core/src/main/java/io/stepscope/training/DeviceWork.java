package io.stepscope.training;

import io.stepscope.histogram.Histogram;

/** A gradient, or weights, of a look that lie on a device: what is recorded of them. */
final class DeviceWork implements Normed {

  /** Which series it is recorded in. */
  enum Kind {
    GRADIENTS,
    WEIGHTS;

    /** As in the name of the series. */
    String word() {
      return this == GRADIENTS ? "gradients" : "weights";
    }
  }

  private final Look look;
  private final Kind kind;
  private final String parameter;
  private final TensorSeries series;
  private boolean counted;
  private double norm;

  DeviceWork(Look look, Kind kind, String parameter, TensorSeries series) {
    this.look = look;
    this.kind = kind;
    this.parameter = parameter;
    this.series = series;
  }

  Look look() {
    return look;
  }

  Kind kind() {
    return kind;
  }

  String parameter() {
    return parameter;
  }

  TensorSeries series() {
    return series;
  }

  /**
   * Records the distribution, and the norm if it is that of all elements: the norm of a part would
   * be taken for it.
   */
  void record(Histogram histogram, boolean ofAll) {
    String name = kind == Kind.GRADIENTS ? series.gradients() : series.weights();
    look.recorder().histogram(name, look.step(), look.epoch(), histogram);
    if (ofAll) {
      String normName = kind == Kind.GRADIENTS ? series.gradientNorm() : series.weightNorm();
      norm = HostStatistics.norm(histogram);
      counted = true;
      look.recorder().scalar(normName, look.step(), look.epoch(), norm);
    }
  }

  @Override
  public boolean isCounted() {
    return counted;
  }

  @Override
  public boolean isNeeded() {
    return true;
  }

  @Override
  public double norm() {
    return norm;
  }
}
