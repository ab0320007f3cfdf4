package io.stepscope.histogram;

import java.util.Arrays;

/**
 * Counts per bin in four lanes, so that equal neighbours in a tensor do not wait for each other's
 * store, with the range of bins that may be in use.
 */
final class BinCounts {
  final int[] lane0 = new int[Bins.COUNT];
  final int[] lane1 = new int[Bins.COUNT];
  final int[] lane2 = new int[Bins.COUNT];
  final int[] lane3 = new int[Bins.COUNT];

  /** What the lanes held before they could overflow, and values that no lane counts. */
  private final long[] spilled = new long[Bins.COUNT];

  private final int laneLimit;
  private long inLanes;
  private int lowest;
  private int highest;

  private final int[] foundBins = new int[2 * Bins.FINITE];
  private final long[] foundCounts = new long[2 * Bins.FINITE];
  private int found;

  /**
   * @param laneLimit values that the lanes together take before they are spilled
   */
  BinCounts(int laneLimit) {
    this.laneLimit = laneLimit;
    forgetRange();
  }

  /** Makes room for a block; at most {@link Integer#MAX_VALUE} less the lane limit of values. */
  void reserve(int values) {
    if (inLanes + values > laneLimit) {
      spill();
    }
    inLanes += values;
  }

  /** Counts values that the lanes did not, or counted as infinite. */
  void add(int bin, long values) {
    spilled[bin] += values;
  }

  /** Says that bins of these magnitudes may be in use; bins 0 and 2048 always may. */
  void cover(int lowestMagnitude, int highestMagnitude) {
    lowest = Math.min(lowest, lowestMagnitude);
    highest = Math.max(highest, highestMagnitude);
  }

  /** Values in the two bins around zero that the lanes hold. */
  int aroundZero() {
    return lane0[0]
        + lane1[0]
        + lane2[0]
        + lane3[0]
        + lane0[Bins.NEGATIVE]
        + lane1[Bins.NEGATIVE]
        + lane2[Bins.NEGATIVE]
        + lane3[Bins.NEGATIVE];
  }

  /** Looks for the finite bins in use, for {@link #foundBins} and {@link #foundCounts}. */
  void find() {
    found = 0;
    find(0);
    find(Bins.NEGATIVE);
  }

  int[] foundBins() {
    return Arrays.copyOf(foundBins, found);
  }

  long[] foundCounts() {
    return Arrays.copyOf(foundCounts, found);
  }

  /** Forgets all counts but those of NaN and infinities, which nobody reads. */
  void clear() {
    clear(0);
    clear(Bins.NEGATIVE);
    inLanes = 0;
    forgetRange();
  }

  private void forgetRange() {
    lowest = Bins.NEGATIVE;
    highest = 0;
  }

  private void spill() {
    for (int bin = 0; bin < Bins.COUNT; bin++) {
      spilled[bin] += inLanes(bin);
    }
    clearLanes(0, Bins.COUNT);
    inLanes = 0;
  }

  private void find(int sign) {
    find(sign, sign + 1);
    find(sign + Math.max(1, lowest), sign + Math.min(highest + 1, Bins.FINITE));
  }

  private void find(int from, int to) {
    for (int bin = from; bin < to; bin++) {
      long count = inLanes(bin) + spilled[bin];
      if (count != 0) {
        foundBins[found] = bin;
        foundCounts[found++] = count;
      }
    }
  }

  private long inLanes(int bin) {
    return (long) lane0[bin] + lane1[bin] + lane2[bin] + lane3[bin];
  }

  private void clear(int sign) {
    clear(sign, sign + 1);
    int from = sign + Math.max(1, lowest);
    int to = sign + highest + 1;
    if (from < to) {
      clear(from, to);
    }
  }

  private void clear(int from, int to) {
    clearLanes(from, to);
    Arrays.fill(spilled, from, to, 0);
  }

  private void clearLanes(int from, int to) {
    Arrays.fill(lane0, from, to, 0);
    Arrays.fill(lane1, from, to, 0);
    Arrays.fill(lane2, from, to, 0);
    Arrays.fill(lane3, from, to, 0);
  }
}
