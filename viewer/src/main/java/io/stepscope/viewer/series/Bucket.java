package io.stepscope.viewer.series;

/**
 * The values of neighbouring steps, together.
 *
 * @param firstStep smallest step in it
 * @param lastStep largest step in it
 * @param min smallest finite value; NaN when there is none
 * @param max largest finite value; NaN when there is none
 * @param first finite value that came first; NaN when there is none
 * @param last finite value that came last; NaN when there is none
 * @param nonFinite number of values that are NaN or infinite
 */
public record Bucket(
    long firstStep,
    long lastStep,
    double min,
    double max,
    double first,
    double last,
    long nonFinite) {

  /** Whether it holds a finite value. */
  public boolean hasFinite() {
    return !Double.isNaN(min);
  }

  static Bucket of(long step, double value) {
    return Double.isFinite(value)
        ? new Bucket(step, step, value, value, value, value, 0)
        : new Bucket(step, step, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 1);
  }

  /** Both together; {@code later} came after this one. */
  Bucket with(Bucket later) {
    long from = Math.min(firstStep, later.firstStep);
    long to = Math.max(lastStep, later.lastStep);
    long bad = nonFinite + later.nonFinite;
    if (!hasFinite()) {
      return new Bucket(from, to, later.min, later.max, later.first, later.last, bad);
    }
    if (!later.hasFinite()) {
      return new Bucket(from, to, min, max, first, last, bad);
    }
    return new Bucket(
        from, to, Math.min(min, later.min), Math.max(max, later.max), first, later.last, bad);
  }
}
