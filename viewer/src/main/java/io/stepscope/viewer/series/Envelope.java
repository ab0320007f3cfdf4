package io.stepscope.viewer.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A series of any length in at most {@code capacity} buckets, each with its smallest and largest
 * value: whatever is drawn from it shows every spike. Not thread-safe.
 *
 * <p>Buckets cover 1, 2, 4, … steps; when the steps outgrow them, neighbours are joined.
 */
public final class Envelope {
  private final @Nullable Bucket[] buckets;
  private long base;
  private int shift;
  private long count;
  private long finite;
  private double sum;
  private double latest = Double.NaN;
  private long latestStep = Long.MIN_VALUE;

  /**
   * @param capacity most buckets, even
   */
  public Envelope(int capacity) {
    if (capacity < 2 || capacity % 2 != 0) {
      throw new IllegalArgumentException("capacity must be even and positive: " + capacity);
    }
    buckets = new Bucket[capacity];
  }

  /** Adds a value; steps need not rise. */
  public void add(long step, double value) {
    if (count++ == 0) {
      base = step;
    }
    if (Double.isFinite(value)) {
      finite++;
      sum += value;
    }
    if (step >= latestStep) {
      latestStep = step;
      latest = value;
    }
    put(Bucket.of(step, value));
  }

  private void put(Bucket one) {
    // A step before the first one is rare (ranks that do not start together): first bucket.
    long offset = Math.max(0, one.firstStep() - base);
    while (offset >> shift >= buckets.length) {
      joinNeighbours();
    }
    int index = (int) (offset >> shift);
    buckets[index] = join(buckets[index], one);
  }

  private void joinNeighbours() {
    int half = buckets.length / 2;
    for (int i = 0; i < half; i++) {
      buckets[i] = join(buckets[2 * i], buckets[2 * i + 1]);
    }
    Arrays.fill(buckets, half, buckets.length, null);
    shift++;
  }

  private static @Nullable Bucket join(@Nullable Bucket earlier, @Nullable Bucket later) {
    if (earlier == null) {
      return later;
    }
    return later == null ? earlier : earlier.with(later);
  }

  /** The buckets that hold values, in order of steps. */
  public List<Bucket> buckets() {
    return new ArrayList<>(Arrays.stream(buckets).filter(Objects::nonNull).toList());
  }

  /** Number of values, NaN and infinities included. */
  public long count() {
    return count;
  }

  /** Number of NaN and infinite values. */
  public long nonFinite() {
    return count - finite;
  }

  /** The value at the largest step; NaN when there is none. */
  public double latest() {
    return latest;
  }

  /** The largest step; meaningless when there is no value. */
  public long lastStep() {
    return latestStep;
  }

  /** The smallest step; meaningless when there is no value. */
  public long firstStep() {
    return buckets().stream().mapToLong(Bucket::firstStep).min().orElse(base);
  }

  /** Smallest finite value; NaN when there is none. */
  public double min() {
    return buckets().stream()
        .filter(Bucket::hasFinite)
        .mapToDouble(Bucket::min)
        .min()
        .orElse(Double.NaN);
  }

  /** Largest finite value; NaN when there is none. */
  public double max() {
    return buckets().stream()
        .filter(Bucket::hasFinite)
        .mapToDouble(Bucket::max)
        .max()
        .orElse(Double.NaN);
  }

  /** Mean of the finite values; NaN when there is none. */
  public double mean() {
    return finite == 0 ? Double.NaN : sum / finite;
  }
}
