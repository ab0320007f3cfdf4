package io.stepscope.probe.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stepscope.histogram.Histogram;

/** Compares histograms: everything exactly but sums, which are rounded in the order of adding. */
final class SameHistogram {

  private SameHistogram() {}

  static void check(String what, Histogram actual, Histogram expected) {
    assertThat(actual.bins()).as("%s: bins", what).isEqualTo(expected.bins());
    assertThat(actual.counts()).as("%s: counts", what).isEqualTo(expected.counts());
    assertThat(actual.count()).as("%s: count", what).isEqualTo(expected.count());
    assertThat(actual.zeros()).as("%s: zeros", what).isEqualTo(expected.zeros());
    assertThat(actual.nan()).as("%s: nan", what).isEqualTo(expected.nan());
    assertThat(actual.infinite()).as("%s: infinite", what).isEqualTo(expected.infinite());
    assertThat(actual.min()).as("%s: min", what).isEqualTo((Double) expected.min());
    assertThat(actual.max()).as("%s: max", what).isEqualTo((Double) expected.max());
    double squares = expected.sumOfSquares();
    assertThat(actual.sumOfSquares())
        .as("%s: squares", what)
        .isCloseTo(squares, within(1e-11 * squares));
    // Terms of a sum may cancel: then it is as exact as its largest parts.
    double scale = Math.sqrt(squares * expected.count());
    assertThat(actual.sum()).as("%s: sum", what).isCloseTo(expected.sum(), within(1e-11 * scale));
  }
}
