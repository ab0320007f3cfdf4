package io.stepscope.tracker;

import io.stepscope.event.Event;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Compares what a tracker holds of a run with what was recorded, for trackers that can be read.
 *
 * <p>The comparison is made in the tracker's own terms: its names, its units, its precision. Used
 * by one thread; made anew for each comparison.
 */
public interface ReadBack extends AutoCloseable {

  /**
   * Says what the tracker should hold because of an event. Called for every event of the run that
   * the tracker was given, in journal order per rank, and without any that it skipped or was known
   * to reject.
   *
   * @param held takes nothing for an event that leaves no trace that can be read back, or several
   *     values where one event becomes several
   */
  void expect(Event event, Consumer<HeldValue> held);

  /**
   * Reads everything that the tracker holds of the run, in any order, once.
   *
   * @param held takes values of the kinds and forms that {@link #expect} gives, and no others
   * @throws IOException if it cannot be read; the message is one line for people
   */
  void read(Consumer<HeldValue> held) throws IOException;

  /** Releases everything; never throws. */
  @Override
  void close();
}
