package io.stepscope.forward;

import java.time.Duration;

/**
 * What one piece of work of a forwarder came to.
 *
 * @param reason one line for people; empty when there is nothing to say
 * @param pause how long to wait before the next attempt; zero unless {@link State#RETRYING}
 */
record Advance(State state, String reason, Duration pause) {

  static Advance to(State state) {
    return new Advance(state, "", Duration.ZERO);
  }

  static Advance to(State state, String reason) {
    return new Advance(state, reason, Duration.ZERO);
  }

  static Advance retry(String reason, Duration pause) {
    return new Advance(State.RETRYING, reason, pause);
  }
}
