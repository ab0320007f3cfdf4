package io.stepscope.forward;

/**
 * How a tracker stands with a run at a moment.
 *
 * @param tracker its name
 * @param reason one line for people; empty when there is nothing to say
 * @param receipts what became of the events so far
 */
public record ForwardStatus(String tracker, State state, String reason, Receipts receipts) {

  /** Whether there is nothing left to do now, or nothing that could be done. */
  public boolean isSettled() {
    return state != State.FORWARDING && state != State.RETRYING;
  }

  /** Whether everything there is has been accounted for. */
  public boolean hasEverything() {
    return state == State.UP_TO_DATE || state == State.COMPLETE;
  }
}
