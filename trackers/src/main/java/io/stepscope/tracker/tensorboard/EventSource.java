package io.stepscope.tracker.tensorboard;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An event file and its first record, by which it is known.
 *
 * @param firstMicros time of that record, microseconds since 1970
 * @param checksum of that record
 */
record EventSource(Path file, long firstMicros, int checksum) {

  /** The file; null if it holds no whole event. */
  static @Nullable EventSource of(Path file) throws IOException {
    try (RecordFile records = RecordFile.open(file, Long.MAX_VALUE)) {
      while (records.next()) {
        try {
          EventMessage event = EventMessage.read(records.payload());
          return new EventSource(file, event.timeMicros(0), records.checksum());
        } catch (IOException e) {
          // It is told when the file is read.
        }
      }
      return null;
    }
  }

  String name() {
    return String.valueOf(file.getFileName());
  }

  /** Opens the file up to a position of which all is known to be there. */
  RecordFile upTo(FilePositions end) throws IOException {
    return RecordFile.open(file, end.of(name()).offset());
  }
}
