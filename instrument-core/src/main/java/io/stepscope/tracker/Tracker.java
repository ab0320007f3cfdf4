package io.stepscope.tracker;

import io.stepscope.event.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run in one experiment tracker. Three verbs: open, deliver, close.
 *
 * <p>Used by one thread at a time. Problems of the tracker or the network are values ({@link
 * DeliveryResult}), not exceptions; an exception is a defect: it is counted, the tracker is closed,
 * and the batch is delivered again to a new one, opened at the last persisted checkpoint.
 *
 * <p>The forward engine persists the checkpoint of every delivered batch together with its cursor.
 * After a crash between delivery and acknowledgement the tracker is opened with the last persisted
 * checkpoint and gets the same events again, so a tracker that writes files of its own stores its
 * file offset there and truncates to it when it is opened: every event then arrives exactly once.
 */
public interface Tracker extends AutoCloseable {

  /**
   * Opens or resumes the run. Called once, right before the first batch. A checkpoint in the result
   * is persisted before that batch is delivered.
   *
   * @param checkpoint the last checkpoint this tracker returned for this run and that was
   *     persisted; null the first time
   */
  DeliveryResult open(@Nullable String checkpoint);

  /**
   * Delivers events in the order given.
   *
   * @param events never empty, all of kinds in {@link Capabilities#kinds()}
   */
  DeliveryResult deliver(List<Event> events);

  /**
   * Called about every 15 seconds while the run goes on, the tracker is open and there is nothing
   * to deliver: for trackers that take silence for death. What goes wrong is found by the next
   * delivery.
   */
  default void keepAlive() {}

  /** Releases everything; never throws; may be called more than once and before {@link #open}. */
  @Override
  void close();
}
