package io.stepscope.probe.nvidia;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * When the traffic on PCIe is asked for: NVML counts it for 20 ms, during which the caller waits.
 * So one direction a look, both directions at first, and again half a minute later.
 *
 * <p>Not thread-safe.
 */
final class PcieTraffic {
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final LongSupplier nanoClock;
  private Direction next = Direction.SENT;
  private long pauseEnds;
  private boolean paused;

  /** The counters of NVML, seen from the device. */
  enum Direction {
    SENT(0, "pcie/sent"),
    RECEIVED(1, "pcie/received");

    final int counter;
    final String series;

    Direction(int counter, String series) {
      this.counter = counter;
      this.series = series;
    }
  }

  PcieTraffic(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** The direction to ask for in this look, if any. */
  Optional<Direction> next() {
    long now = nanoClock.getAsLong();
    if (paused && now - pauseEnds < 0) {
      return Optional.empty();
    }
    Direction direction = next;
    paused = direction == Direction.RECEIVED;
    next = paused ? Direction.SENT : Direction.RECEIVED;
    pauseEnds = now + PAUSE_NANOS;
    return Optional.of(direction);
  }
}
