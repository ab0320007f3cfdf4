package io.stepscope.control;

/** What the training is up to, as far as its mailbox knows. */
public enum MailboxState {
  /** Nothing takes commands: the training has not begun, or its loop does not ask for them. */
  IDLE,
  /** It trains, and takes commands between two steps. */
  RUNNING,
  /** It waits between two steps for a command. */
  PAUSED,
  /** The run is over. */
  ENDED
}
