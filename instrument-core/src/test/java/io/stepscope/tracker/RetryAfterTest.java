package io.stepscope.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  void readsSecondsAndDates() {
    assertThat(of("120")).isEqualTo(Duration.ofMinutes(2));
    assertThat(of(" 0.25 ")).isEqualTo(Duration.ofMillis(250));
    assertThat(of("Sat, 21 Nov 2026 12:00:30 GMT")).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void waitsNoTimeForWhatIsPastOrCannotBeUnderstood() {
    for (String header :
        new String[] {"0", "-5", "soon", "", "NaN", "Sat, 21 Nov 2026 11:00:00 GMT"}) {
      assertThat(of(header)).as(header).isZero();
    }
    assertThat(RetryAfter.of(null, NOW)).isZero();
  }

  @Test
  void waitsNoLongerThanAnHour() {
    assertThat(of("1e300")).isEqualTo(Duration.ofHours(1));
    assertThat(of("Infinity")).isEqualTo(Duration.ofHours(1));
    assertThat(of("Fri, 21 Nov 2036 12:00:00 GMT")).isEqualTo(Duration.ofHours(1));
  }

  private static Duration of(String header) {
    return RetryAfter.of(header, NOW);
  }
}
