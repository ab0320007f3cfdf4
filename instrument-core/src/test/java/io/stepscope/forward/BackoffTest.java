package io.stepscope.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void doublesUpToThirtySeconds() {
    Backoff backoff = new Backoff(() -> 0);

    assertThat(Stream.generate(backoff::next).limit(11).map(Duration::toMillis))
        .containsExactly(
            100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 12_800L, 25_600L, 30_000L, 30_000L);
  }

  @Test
  void takesARandomHalfOff() {
    assertThat(new Backoff(() -> 1).next()).isEqualTo(Duration.ofMillis(50));
    assertThat(new Backoff(() -> 0.5).next()).isEqualTo(Duration.ofMillis(75));
  }

  @Test
  void beginsAgainAfterAReset() {
    Backoff backoff = new Backoff(() -> 0);
    backoff.next();
    backoff.next();
    backoff.reset();

    assertThat(backoff.next()).isEqualTo(Duration.ofMillis(100));
  }
}
