package io.stepscope.forward;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * What a forwarder meets beside its run and its tracker.
 *
 * @param liveness whether the run may still get events
 * @param opener opens journals
 * @param backoff waiting after failures of this run
 * @param circuit waiting after failures of this tracker, whatever the run
 * @param say takes lines for people
 */
record Outside(
    Liveness liveness,
    EventTail.Opener opener,
    Backoff backoff,
    Circuit circuit,
    Consumer<String> say) {

  /** The real one. */
  static Outside of(ConfiguredTracker tracker, Liveness liveness, Consumer<String> say) {
    Backoff backoff = new Backoff(() -> ThreadLocalRandom.current().nextDouble());
    return new Outside(liveness, EventTail::follow, backoff, Circuit.to(tracker), say);
  }
}
