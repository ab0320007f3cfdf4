package io.stepscope.training;

import io.stepscope.recorder.Recorder;
import java.util.LinkedHashMap;
import java.util.Map;

/** The metrics of one step, each averaged over its values by their weights. */
final class MetricTally {

  private final Map<String, Mean> means = new LinkedHashMap<>();

  void add(String name, float value, double weight) {
    Mean mean = means.computeIfAbsent(name, Mean::new);
    mean.sum += value * weight;
    mean.weight += weight;
    mean.only = value;
    mean.count++;
  }

  /** Records what was added since the last call, and forgets it. */
  void record(Recorder recorder, long step) {
    for (Mean mean : means.values()) {
      if (mean.count > 0) {
        if (mean.count == 1) {
          recorder.scalar(mean.series, step, mean.only);
        } else {
          recorder.scalar(mean.series, step, mean.sum / mean.weight);
        }
        mean.clear();
      }
    }
  }

  /** A weighted mean in the making. */
  private static final class Mean {
    private final String series;
    private double sum;
    private double weight;
    private float only;
    private int count;

    Mean(String name) {
      series = "train/" + name;
    }

    void clear() {
      sum = 0;
      weight = 0;
      count = 0;
    }
  }
}
