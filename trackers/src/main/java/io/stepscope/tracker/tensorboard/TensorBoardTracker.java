package io.stepscope.tracker.tensorboard;

import io.stepscope.event.Event;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Refused;
import io.stepscope.tracker.DeliveryResult.Retry;
import io.stepscope.tracker.Tracker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one run to event files.
 *
 * <p>The checkpoint names the file and its length and holds what later events depend on. Opening
 * cuts the file to that length, so that events that were written but not acknowledged are not there
 * twice.
 */
final class TensorBoardTracker implements Tracker {
  private final String run;
  private final Path folder;
  private @Nullable String checkpoint;
  private @Nullable EventEncoder encoder;

  /**
   * @param folder where the event files lie; made when the first is written
   */
  TensorBoardTracker(String run, Path folder) {
    this.run = run;
    this.folder = folder;
  }

  @Override
  public DeliveryResult open(@Nullable String newCheckpoint) {
    abandon();
    checkpoint = newCheckpoint;
    try {
      encoder = encoder();
      return DeliveryResult.delivered(checkpoint);
    } catch (IOException e) {
      return problem(e);
    }
  }

  @Override
  public DeliveryResult deliver(List<Event> events) {
    try {
      EventEncoder to = encoder;
      if (to == null) {
        // The batch before failed half-way; what it wrote is cut off.
        to = encoder();
        encoder = to;
      }
      for (Event event : events) {
        to.encode(event);
      }
      checkpoint = to.checkpoint();
      return DeliveryResult.delivered(checkpoint);
    } catch (IOException e) {
      abandon();
      return problem(e);
    }
  }

  /**
   * Writes what waits for later events, behind the length that the checkpoint names: if the run
   * goes on, it is written again, at the same place.
   */
  @Override
  public void close() {
    EventEncoder closing = encoder;
    encoder = null;
    if (closing == null) {
      return;
    }
    try (closing) {
      closing.flushWaiting();
      closing.checkpoint();
    } catch (IOException e) {
      // Nothing is lost: what waits is in the last checkpoint, too.
      return;
    }
  }

  private EventEncoder encoder() throws IOException {
    RunState state = checkpoint == null ? new RunState() : Checkpoint.read(checkpoint);
    RunFiles files = new RunFiles(folder, run, state);
    files.reopen();
    return new EventEncoder(files, state);
  }

  private void abandon() {
    EventEncoder abandoned = encoder;
    encoder = null;
    if (abandoned != null) {
      try {
        abandoned.close();
      } catch (IOException e) {
        return; // the file is cut to its acknowledged length before it is written again
      }
    }
  }

  private static DeliveryResult problem(IOException e) {
    if (e instanceof UnusableCheckpointException) {
      return new Refused(
          e.getMessage()
              + "; delete cursors/tensorboard in the run folder, and all is written anew");
    }
    return new Retry("cannot write event files: " + e.getMessage(), Duration.ZERO);
  }
}
