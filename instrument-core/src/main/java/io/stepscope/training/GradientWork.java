package io.stepscope.training;

import io.stepscope.histogram.Histogram;
import io.stepscope.training.TensorCopies.TensorCopy;
import java.util.List;

/** The distribution and the norm of a gradient, summed over the devices that hold a part of it. */
final class GradientWork extends TensorWork implements Normed {

  private final TensorSeries series;
  private final List<Elements> parts;
  private boolean counted;
  private double norm;

  GradientWork(Look look, TensorSeries series, List<Elements> parts, List<TensorCopy> copies) {
    super(look, copies);
    this.series = series;
    this.parts = parts;
  }

  @Override
  long elements() {
    return (long) parts.get(0).size() * parts.size();
  }

  @Override
  void compute(HostStatistics statistics, Look of) {
    Histogram histogram = statistics.sum(parts);
    norm = HostStatistics.norm(histogram);
    counted = true;
    of.recorder().histogram(series.gradients(), of.step(), of.epoch(), histogram);
    of.recorder().scalar(series.gradientNorm(), of.step(), of.epoch(), norm);
  }

  @Override
  public boolean isCounted() {
    return counted;
  }

  @Override
  public boolean isNeeded() {
    return false; // What goes wrong is counted as a failure.
  }

  @Override
  public double norm() {
    return norm;
  }
}
