package io.stepscope.forward;

import java.time.Duration;

/**
 * What one piece of work of a forwarder came to.
 *
 * @param reason one line for people; empty when there is nothing to say
 * @param pause how long to wait before the next attempt; zero unless {@link State#RETRYING}
 * @param idle whether the caller may rest: all that was there when it was last looked has been
 *     delivered, or another attempt right now would be in vain
 */
record Advance(State state, String reason, Duration pause, boolean idle) {

  static Advance to(State state) {
    return to(state, "");
  }

  static Advance to(State state, String reason) {
    return new Advance(state, reason, Duration.ZERO, false);
  }

  /** Something was delivered. */
  static Advance delivered(boolean caughtUp) {
    return new Advance(State.FORWARDING, "", Duration.ZERO, caughtUp);
  }

  static Advance retry(String reason, Duration pause) {
    return new Advance(State.RETRYING, reason, pause, false);
  }

  /** As {@link #retry}; hopeless when the tracker is down or wants to be left alone. */
  static Advance retry(String reason, Duration pause, boolean hopeless) {
    return new Advance(State.RETRYING, reason, pause, hopeless);
  }
}
