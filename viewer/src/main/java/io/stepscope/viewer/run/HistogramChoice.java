package io.stepscope.viewer.run;

import io.stepscope.event.TensorHistogram;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one histogram of one series: the one nearest to a step, or the latest. Also remembers the
 * names of all.
 */
public final class HistogramChoice {
  private final String name;
  private final long step;
  private final Set<String> names = new TreeSet<>();
  private @Nullable TensorHistogram chosen;

  private HistogramChoice(String name, long step) {
    this.name = name;
    this.step = step;
  }

  /** Keeps none. */
  public static HistogramChoice none() {
    return new HistogramChoice("", Long.MAX_VALUE);
  }

  /** Keeps the latest of a series. */
  public static HistogramChoice latest(String name) {
    return new HistogramChoice(name, Long.MAX_VALUE);
  }

  /** Keeps the one of a series that is nearest to a step. */
  public static HistogramChoice nearest(String name, long step) {
    return new HistogramChoice(name, step);
  }

  void offer(TensorHistogram histogram) {
    names.add(histogram.name());
    if (histogram.name().equals(name)
        && (chosen == null || distance(histogram) <= distance(chosen))) {
      chosen = histogram;
    }
  }

  private long distance(TensorHistogram histogram) {
    return Math.abs(step - histogram.stamp().step());
  }

  /** The name that was asked for; empty when none was. */
  public String name() {
    return name;
  }

  /** What was found. */
  public Optional<TensorHistogram> chosen() {
    return Optional.ofNullable(chosen);
  }

  /** The names of all histograms seen, sorted. */
  public Set<String> names() {
    return Collections.unmodifiableSet(names);
  }
}
