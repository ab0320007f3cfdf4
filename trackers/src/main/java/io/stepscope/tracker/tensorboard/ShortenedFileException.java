package io.stepscope.tracker.tensorboard;

import java.io.IOException;
import java.nio.file.Path;

/** An event file lacks bytes that were acknowledged: somebody removed or cut it. */
final class ShortenedFileException extends IOException {
  private static final long serialVersionUID = 1;

  ShortenedFileException(Path path, long length, long expected) {
    super(path + " has " + length + " bytes where " + expected + " were written");
  }
}
