package io.stepscope.event;

import java.util.Objects;

/**
 * Where and when an event happened. ({@code run}, {@code rank}, {@code sequence}) identifies an
 * event for ever.
 *
 * @param run id of the run
 * @param rank 0-based number of the training process within the run
 * @param sequence position in the journal of this rank; rises in journal order, with gaps; {@link
 *     #UNSEQUENCED} before the event is journaled
 * @param step 0-based count of optimizer steps; {@link #NONE} when the event belongs to no step
 * @param epoch 0-based pass over the data; {@link #NONE} when unknown
 * @param timeMicros wall-clock time in microseconds since 1970-01-01T00:00:00Z
 */
public record Stamp(String run, int rank, long sequence, long step, int epoch, long timeMicros) {

  /** Step or epoch of an event that belongs to none. */
  public static final int NONE = -1;

  /** Sequence of an event that is not in a journal yet. */
  public static final long UNSEQUENCED = -1;

  public Stamp {
    Objects.requireNonNull(run, "run");
  }

  /** Whether the event belongs to a step. */
  public boolean hasStep() {
    return step >= 0;
  }

  /** The same place and time under the sequence number that the journal gave. */
  public Stamp withSequence(long newSequence) {
    return new Stamp(run, rank, newSequence, step, epoch, timeMicros);
  }
}
