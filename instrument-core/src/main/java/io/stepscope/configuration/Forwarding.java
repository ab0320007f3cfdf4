package io.stepscope.configuration;

/** Who brings events from the journal to the trackers while the training runs. */
public enum Forwarding {
  /** A daemon thread per tracker in the training process. */
  THREAD,
  /** A process of its own. */
  PROCESS,
  /** Nobody; {@code sync} does it later. */
  OFF
}
