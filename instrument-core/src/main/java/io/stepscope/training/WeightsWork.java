package io.stepscope.training;

import io.stepscope.histogram.Histogram;
import io.stepscope.training.HostStatistics.Change;
import io.stepscope.training.TensorCopies.TensorCopy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The distribution and the norm of weights and, where those after the step are known, how the step
 * changed them. Weights that were all zero have no ratio.
 */
final class WeightsWork extends TensorWork {

  private final TensorSeries series;
  private final Elements before;
  private final @Nullable Elements after;

  WeightsWork(
      Look look,
      TensorSeries series,
      Elements before,
      @Nullable Elements after,
      List<TensorCopy> copies) {
    super(look, copies);
    this.series = series;
    this.before = before;
    this.after = after;
  }

  @Override
  long elements() {
    return after == null ? before.size() : 2L * before.size();
  }

  @Override
  void compute(HostStatistics statistics, Look of) {
    if (after == null) {
      recordWeights(statistics.of(before), of);
      return;
    }
    Change change = statistics.change(before, after);
    double norm = recordWeights(change.before(), of);
    Histogram update = change.update();
    of.recorder().histogram(series.updates(), of.step(), of.epoch(), update);
    if (norm != 0) {
      double ratio = HostStatistics.norm(update) / norm;
      of.recorder().scalar(series.updateRatio(), of.step(), of.epoch(), ratio);
    }
  }

  private double recordWeights(Histogram weights, Look of) {
    double norm = HostStatistics.norm(weights);
    of.recorder().histogram(series.weights(), of.step(), of.epoch(), weights);
    of.recorder().scalar(series.weightNorm(), of.step(), of.epoch(), norm);
    return norm;
  }
}
