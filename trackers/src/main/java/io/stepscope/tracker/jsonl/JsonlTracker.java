package io.stepscope.tracker.jsonl;

import io.stepscope.event.Event;
import io.stepscope.json.EventJson;
import io.stepscope.json.JsonWriter;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Refused;
import io.stepscope.tracker.DeliveryResult.Retry;
import io.stepscope.tracker.Tracker;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Appends one run to one file. The checkpoint is the length of the file in bytes; what lies behind
 * it was not acknowledged and is cut off.
 */
final class JsonlTracker implements Tracker {
  private final Path file;
  private final JsonWriter json = new JsonWriter();
  private final EventJson lines = new EventJson(json);
  private @Nullable FileChannel channel;
  private long length;

  JsonlTracker(Path file) {
    this.file = file;
  }

  @Override
  public DeliveryResult open(@Nullable String checkpoint) {
    close();
    try {
      length = checkpoint == null ? 0 : Long.parseLong(checkpoint);
      Files.createDirectories(file.toAbsolutePath().getParent());
      FileChannel opened =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel = opened;
      if (opened.size() < length) {
        return new Refused(
            file
                + " is shorter than what was written to it; delete cursors/jsonl in the run folder,"
                + " and all is written anew");
      }
      opened.truncate(length);
      return DeliveryResult.delivered(Long.toString(length));
    } catch (IOException e) {
      return problem(e);
    }
  }

  @Override
  public DeliveryResult deliver(List<Event> events) {
    FileChannel to = channel;
    if (to == null) {
      throw new IllegalStateException("not open");
    }
    try {
      json.clear();
      for (Event event : events) {
        lines.writeLine(event);
      }
      // Always at the acknowledged length: what a failed attempt left behind is written over.
      to.position(length);
      json.drainTo(Channels.newOutputStream(to));
      length = to.position();
      return DeliveryResult.delivered(Long.toString(length));
    } catch (IOException e) {
      return problem(e);
    }
  }

  @Override
  public void close() {
    FileChannel closing = channel;
    channel = null;
    if (closing != null) {
      try {
        closing.close();
      } catch (IOException e) {
        return; // what was acknowledged was written before
      }
    }
  }

  private DeliveryResult problem(IOException e) {
    return new Retry("cannot write " + file + ": " + e.getMessage(), Duration.ZERO);
  }
}
