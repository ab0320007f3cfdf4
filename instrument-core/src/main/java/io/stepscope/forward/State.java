package io.stepscope.forward;

/** How a tracker stands with a run. */
public enum State {
  /** Events are on their way. */
  FORWARDING,
  /** Everything there is now has been accounted for; more may come. */
  UP_TO_DATE,
  /** The tracker, the network or the file system fails at the moment. */
  RETRYING,
  /** Another forwarder delivers this run to this tracker. */
  HELD_ELSEWHERE,
  /** The tracker will not take this run as configured. */
  REFUSED,
  /** Everything of the run has been accounted for, and nothing more comes. */
  COMPLETE
}
