package io.stepscope.forward;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** What forwarders under test meet outside: nothing is random, and no wait takes any time. */
final class Outsides {

  private Outsides() {}

  static Outside of(Liveness liveness, EventTail.Opener opener) {
    return of(liveness, opener, circuit());
  }

  static Outside of(Liveness liveness, EventTail.Opener opener, Circuit circuit) {
    return new Outside(liveness, opener, new Backoff(() -> 0), circuit, line -> {});
  }

  /** Whenever somebody looks, a day has gone by. */
  private static Circuit circuit() {
    AtomicLong now = new AtomicLong();
    LongSupplier clock = () -> now.addAndGet(Duration.ofDays(1).toNanos());
    return new Circuit(clock, new Backoff(() -> 0));
  }
}
