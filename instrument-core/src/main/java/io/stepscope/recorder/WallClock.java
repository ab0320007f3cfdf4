package io.stepscope.recorder;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/**
 * Wall-clock time in microseconds at the cost of one {@link System#nanoTime}, without allocation.
 *
 * <p>Between two calls of {@link #align} it never goes back. {@link #align}, called now and then,
 * follows the system's clock when that was set or when the machine slept.
 *
 * <p>Thread-safe.
 */
public final class WallClock implements LongSupplier {

  /** A smaller difference is the jitter of reading two clocks one after the other. */
  private static final long TOLERATED_MICROS = 20_000;

  private final Clock clock;
  private final LongSupplier nanoTime;
  private volatile Anchor anchor;

  /** A clock that follows {@code clock} and counts on with {@code nanoTime}. */
  public WallClock(Clock clock, LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.anchor = anchorNow();
  }

  /** The clock of this machine. */
  public static WallClock system() {
    return new WallClock(Clock.systemUTC(), System::nanoTime);
  }

  @Override
  public long getAsLong() {
    Anchor from = anchor;
    return from.micros + (nanoTime.getAsLong() - from.nanos) / 1000;
  }

  /** Follows the system's clock if it went elsewhere. */
  public void align() {
    Anchor now = anchorNow();
    if (Math.abs(now.micros - getAsLong()) > TOLERATED_MICROS) {
      anchor = now;
    }
  }

  private Anchor anchorNow() {
    return new Anchor(
        ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()), nanoTime.getAsLong());
  }

  private record Anchor(long micros, long nanos) {}
}
