package io.stepscope.forward;

import io.stepscope.folder.RunFolder;

/** Tells whether a run may still get events. Called from forwarding threads; must not block. */
@FunctionalInterface
public interface Liveness {

  /**
   * Whether a process still records into {@code run}. When this returns false, everything that was
   * ever recorded is in the journals already.
   */
  boolean alive(RunFolder run);
}
