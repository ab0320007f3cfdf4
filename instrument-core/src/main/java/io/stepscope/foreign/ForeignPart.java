package io.stepscope.foreign;

import io.stepscope.event.RunStatus;
import java.io.IOException;
import java.util.Map;

/**
 * A piece of a foreign run whose extent is known: what is in it was looked through once. Used by
 * one thread.
 */
public interface ForeignPart {

  /** Whether there is nothing to be recorded in it. */
  boolean isEmpty();

  /** Where it ends, as one line of text that {@link ForeignRun#part} takes. */
  String end();

  /** Wall-clock time of its first event, microseconds since 1970. */
  long firstMicros();

  /** Wall-clock time of its last event, microseconds since 1970. */
  long lastMicros();

  /** The step that the training went back to, or {@link io.stepscope.event.Stamp#NONE}. */
  long restartedAt();

  /** What the files tell of how the run was recorded, for people; keys are words. */
  Map<String, Object> facts();

  /** How the run ended as far as is known here; {@link RunStatus#FINISHED} when it is not. */
  RunStatus status();

  /** One line on {@link #status}, may be empty. */
  String reason();

  /**
   * Hands on its events in the order in which they were recorded.
   *
   * @throws IOException if it cannot be read, or {@code to} throws it
   */
  void read(ForeignEvents to) throws IOException;
}
