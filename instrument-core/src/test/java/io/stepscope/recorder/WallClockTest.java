package io.stepscope.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WallClockTest {

  private final AtomicLong nanos = new AtomicLong(5_000_000_000L);
  private Instant system = Instant.ofEpochSecond(1_000);
  private final WallClock clock = new WallClock(new SettableClock(), nanos::get);

  @Test
  void countsOnFromTheSystemsClock() {
    assertThat(clock.getAsLong()).isEqualTo(1_000_000_000L);
    nanos.addAndGet(1_500_000);
    assertThat(clock.getAsLong()).isEqualTo(1_000_001_500L);
  }

  @Test
  void doesNotFollowAClockThatJumpsUntilItIsAligned() {
    system = Instant.ofEpochSecond(500);
    assertThat(clock.getAsLong()).isEqualTo(1_000_000_000L);

    clock.align();
    assertThat(clock.getAsLong()).isEqualTo(500_000_000L);
  }

  @Test
  void smallDifferencesAreNoReasonToJump() {
    system = system.plusMillis(15);
    clock.align();
    assertThat(clock.getAsLong()).isEqualTo(1_000_000_000L);
  }

  private final class SettableClock extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return system;
    }
  }
}
