package io.stepscope.journal;

import java.io.IOException;
import java.nio.file.Path;

/** Makes the files of segments. */
@FunctionalInterface
interface SegmentFactory {

  /**
   * Makes a segment that is ready to be written; leaves no file behind when it fails.
   *
   * @param header what it is to be; it may become shorter when a thread waits for it
   * @param demand asked whenever there was progress
   */
  Segment make(Path file, SegmentHeader header, Trouble trouble, Demand demand) throws IOException;

  /** What is still wanted of a segment that is being made. */
  interface Demand {

    /** Whether the journal was closed meanwhile. */
    boolean isCancelled();

    /** Whether a thread waits that is content with a segment of {@code bytes} now. */
    boolean isContentWith(int bytes);
  }
}
