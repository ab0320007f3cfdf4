package io.stepscope.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** Makes the files of segments. */
@FunctionalInterface
interface SegmentFactory {

  /**
   * Makes a segment that is ready to be written; leaves no file behind when it fails.
   *
   * @param cancelled asked whenever there was progress; when true the work is not needed any more
   */
  Segment make(Path file, SegmentHeader header, Trouble trouble, BooleanSupplier cancelled)
      throws IOException;
}
