package io.stepscope.tracker.mlflow;

import io.stepscope.event.Event;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Delivered;
import io.stepscope.tracker.DeliveryResult.Partial;
import io.stepscope.tracker.DeliveryResult.Rejected;
import io.stepscope.tracker.DeliveryResult.Retry;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends one run to one server.
 *
 * <p>What is not acknowledged is sent again: the server keeps metrics by key, time, step and value,
 * and tags and files by their names, and all of these follow from the events. Within a batch of
 * many requests there are points up to which all is there, so that it gets through a bad network
 * piece by piece.
 */
final class MlflowTracker implements Tracker {
  /**
   * A server that fails within itself so often in a row, for the same batch, may do so because of
   * the batch: a file store does, where one series is named like the folder of another.
   */
  private static final int MOST_INTERNAL_ERRORS = 8;

  /** Requests up to which a batch is not worth a point within it. */
  private static final int REQUESTS_OF_A_PIECE = 8;

  private final TrackerSettings tracker;
  private final MlflowSettings settings;
  private RunState state = new RunState();
  private @Nullable ServerCalls calls;
  private @Nullable RunSession session;
  private int internalErrors;

  /** Whether the server took something since an event was last given up for its errors. */
  private boolean took;

  MlflowTracker(TrackerSettings tracker, MlflowSettings settings) {
    this.tracker = tracker;
    this.settings = settings;
  }

  @Override
  public DeliveryResult open(@Nullable String checkpoint) {
    session = null;
    try {
      state = checkpoint == null ? new RunState() : Checkpoint.read(checkpoint);
      return DeliveryResult.delivered(null);
    } catch (UndeliveredException e) {
      return e.result();
    }
  }

  /** What is there up to a point within a batch. */
  private static final class Progress {
    int events;
    Delivered outcome = DeliveryResult.delivered(null);
  }

  @Override
  public DeliveryResult deliver(List<Event> events) {
    Progress progress = new Progress();
    @Nullable RunWriter writer = null;
    try {
      RunSession to = session;
      if (to == null) {
        to = RunSession.open(tracker, settings, calls(), state, events);
        session = to;
      }
      RunState after = state.copy();
      writer = new RunWriter(to, after, tracker.runFolder());
      int done = 0;
      for (Event event : events) {
        writer.write(event);
        done++;
        if (done == events.size() || to.acknowledged.places() >= REQUESTS_OF_A_PIECE) {
          writer.flush();
          acknowledge(to, after);
          writer.beginAnew();
          progress.events = done;
          progress.outcome =
              new Delivered(Checkpoint.of(after), writer.skipped(), writer.rejected(), List.of());
        }
      }
      return progress.outcome;
    } catch (UndeliveredException e) {
      DeliveryResult result = undelivered(e, progress, events.size());
      if (result instanceof Rejected && events.size() == 1 && writer != null) {
        rescueNumbers(writer);
      }
      return result;
    }
  }

  /** The one event that is set aside may have been wrong for its file alone. */
  private void rescueNumbers(RunWriter writer) {
    try {
      writer.flushNumbers();
      if (session != null) {
        session.acknowledged.forget();
      }
    } catch (UndeliveredException e) {
      return; // they are what was wrong, or the server is away now
    }
  }

  /** One client for all attempts. */
  private ServerCalls calls() {
    ServerCalls known = calls;
    if (known == null) {
      known = new ServerCalls(settings);
      calls = known;
    }
    return known;
  }

  private void acknowledge(RunSession to, RunState after) {
    state = after.copy();
    to.files.acknowledge();
    to.acknowledged.forget();
    internalErrors = 0;
    took = true;
  }

  private DeliveryResult undelivered(UndeliveredException e, Progress progress, int events) {
    DeliveryResult result = e.result();
    if (session == null) {
      // Nothing is wrong with the events: the run was not even found or made.
      return result instanceof Rejected
          ? new DeliveryResult.Refused(String.valueOf(e.getMessage()))
          : result;
    }
    internalErrors = e.isInternalError() ? internalErrors + 1 : 0;
    // A server that fails whatever it gets is no reason to give an event up.
    if (internalErrors >= MOST_INTERNAL_ERRORS && (events > 1 || took)) {
      internalErrors = 0;
      took &= events > 1;
      result = new Rejected(String.valueOf(e.getMessage()));
    }
    session.files.forget();
    if (result instanceof Rejected) {
      // What comes next is another batch.
      session.acknowledged.forget();
    }
    if (progress.events == 0) {
      return result;
    }
    // Whatever it is, it comes again for the rest alone.
    Retry rest =
        result instanceof Retry retry
            ? retry
            : DeliveryResult.retry(String.valueOf(e.getMessage()));
    return new Partial(progress.events, progress.outcome, rest);
  }

  @Override
  public void close() {
    session = null;
  }
}
