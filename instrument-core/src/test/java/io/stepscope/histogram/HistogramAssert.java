package io.stepscope.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Compares histograms: everything exactly but sums, which are rounded in the order of adding. */
final class HistogramAssert {
  private HistogramAssert() {}

  static void assertSame(String what, Histogram actual, Histogram expected) {
    assertThat(actual.bins()).as("%s: bins", what).isEqualTo(expected.bins());
    assertThat(actual.counts()).as("%s: counts", what).isEqualTo(expected.counts());
    assertThat(actual.count()).as("%s: count", what).isEqualTo(expected.count());
    assertThat(actual.zeros()).as("%s: zeros", what).isEqualTo(expected.zeros());
    assertThat(actual.nan()).as("%s: nan", what).isEqualTo(expected.nan());
    assertThat(actual.infinite()).as("%s: infinite", what).isEqualTo(expected.infinite());
    assertThat(actual.min()).as("%s: min", what).isEqualTo((Double) expected.min());
    assertThat(actual.max()).as("%s: max", what).isEqualTo((Double) expected.max());
    assertClose(what + ": sum of squares", actual.sumOfSquares(), expected.sumOfSquares(), 1);
    // Terms of a sum may cancel: then it is as exact as its largest parts.
    double scale = Math.sqrt(expected.sumOfSquares() * expected.count()) + 1;
    assertClose(what + ": sum", actual.sum(), expected.sum(), scale);
  }

  private static void assertClose(String what, double actual, double expected, double scale) {
    if (Double.isFinite(expected) && Double.isFinite(scale)) {
      double tolerance = 1e-11 * Math.max(scale, Math.abs(expected));
      assertThat(actual).as(what).isCloseTo(expected, within(tolerance));
    }
  }
}
