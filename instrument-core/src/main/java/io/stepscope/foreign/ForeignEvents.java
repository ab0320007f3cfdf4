package io.stepscope.foreign;

import io.stepscope.event.Event;
import java.io.IOException;

/** Takes what a foreign run holds, in the order in which it was recorded. */
public interface ForeignEvents {

  /** Takes an event; run, rank and sequence of its stamp are replaced. */
  void event(Event event) throws IOException;

  /**
   * Takes a file that belongs to the run.
   *
   * @param timeMicros when it was recorded, microseconds since 1970
   * @param name with {@code /} for folders
   * @param type for instance {@code image} or {@code graph}
   */
  void file(long timeMicros, String name, String type, byte[] content) throws IOException;

  /** Counts something that is not handed on, and says why, for people. */
  void leftOut(String why);

  /** Says something else that people must know, one line. */
  void remark(String line);

  /** Says how many bytes of the source were gone through so far. */
  void progress(long bytes);
}
