package io.stepscope.tracker.wandb;

import io.stepscope.event.Event;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Refused;
import io.stepscope.tracker.DeliveryResult.Retry;
import io.stepscope.tracker.Tracker;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run in W&amp;B. Which way it goes there is decided once, when it is first opened, and kept in
 * the checkpoint together with all that the translation of later events depends on.
 */
final class WandbTracker implements Tracker {
  private static final long LONGEST_NANOS = Duration.ofSeconds(10).toNanos();

  private final WandbSettings settings;
  private final Consumer<String> notices;
  private Way way = Way.OFFLINE;
  private String checkpoint = "";
  private @Nullable Service service;
  private @Nullable AlertSender alerts;

  /** Of the batch that is not delivered yet. */
  private final Set<String> uploaded = new HashSet<>();

  private @Nullable Session session;

  private record Session(RunState state, Destination destination, EventTranslation translation) {}

  /**
   * @param notices takes lines for people
   */
  WandbTracker(WandbSettings settings, Consumer<String> notices) {
    this.settings = settings;
    this.notices = notices;
  }

  @Override
  public DeliveryResult open(@Nullable String newCheckpoint) {
    abandon();
    try {
      if (newCheckpoint == null) {
        way = WayChoice.make(settings, notices, this::service);
        checkpoint = Checkpoint.of(way, new RunState());
      } else {
        way = Checkpoint.way(newCheckpoint);
        WayChoice.keep(settings, way);
        checkpoint = newCheckpoint;
      }
      session = session();
      return DeliveryResult.delivered(checkpoint);
    } catch (IOException e) {
      abandon();
      return problem(e);
    }
  }

  /**
   * A batch can take a hundred requests. As long as each attempt gets some of them through that
   * need not be made again, the next one follows at once, for a while: a network that fails at
   * every tenth request is no reason to wait longer and longer.
   */
  @Override
  public DeliveryResult deliver(List<Event> events) {
    long begin = System.nanoTime();
    int before;
    DeliveryResult result;
    do {
      before = progress();
      result = attempt(events);
    } while (result instanceof Retry retry
        && retry.after().isZero()
        && progress() > before
        && System.nanoTime() - begin < LONGEST_NANOS
        && !Thread.currentThread().isInterrupted());
    return result;
  }

  /** What of the batch need not be sent again. */
  private int progress() {
    return uploaded.size() + (alerts == null ? 0 : alerts.taken());
  }

  private DeliveryResult attempt(List<Event> events) {
    try {
      Session to = session;
      if (to == null) {
        // The batch before failed half-way; all begins again at the checkpoint.
        to = session();
        session = to;
      }
      Outcome outcome = new Outcome(events);
      for (Event event : events) {
        to.translation.translate(event, outcome);
      }
      to.state.position = to.destination.commit(outcome);
      checkpoint = Checkpoint.of(way, to.state);
      if (alerts != null) {
        alerts.forget();
      }
      uploaded.clear();
      return outcome.delivered(checkpoint);
    } catch (IOException e) {
      abandon();
      return problem(e);
    }
  }

  @Override
  public void keepAlive() {
    if (session != null) {
      session.destination.keepAlive();
    }
  }

  /**
   * Hands over what waits for the end of its step, behind what was acknowledged: if the run goes
   * on, it is handed over again, at the same place.
   */
  @Override
  public void close() {
    Session closing = session;
    session = null;
    if (closing == null) {
      return;
    }
    try (Destination destination = closing.destination) {
      if (closing.state.started && closing.state.exitCode < 0 && destination.endsAtClose()) {
        closing.translation.flush();
        destination.commit(new Outcome(List.of()));
      }
    } catch (IOException e) {
      // Nothing is lost: what waits is in the last checkpoint, too.
      return;
    }
  }

  private Session session() throws IOException {
    RunState state = Checkpoint.read(checkpoint);
    Destination destination =
        way == Way.OFFLINE
            ? OfflineRun.reopen(settings, state)
            : OnlineRun.reopen(settings, service(), alerts(), uploaded, state, notices);
    return new Session(
        state, destination, new EventTranslation(state, destination, settings.artifacts()));
  }

  private Service service() {
    Service known = service;
    if (known == null) {
      known = new Service(settings);
      service = known;
    }
    return known;
  }

  private AlertSender alerts() {
    AlertSender known = alerts;
    if (known == null) {
      known = new AlertSender(service());
      alerts = known;
    }
    return known;
  }

  private void abandon() {
    Session abandoned = session;
    session = null;
    if (abandoned != null) {
      try {
        abandoned.destination.close();
      } catch (IOException e) {
        return; // what was not acknowledged is written again
      }
    }
  }

  private DeliveryResult problem(IOException e) {
    if (e instanceof ServiceException failure) {
      return failure.result();
    }
    if (e instanceof UnusableCheckpointException) {
      return new Refused(
          e.getMessage() + "; delete cursors/wandb in the run folder, and all is delivered anew");
    }
    String what = way == Way.OFFLINE ? "cannot write " + settings.folder() : "cannot send";
    return DeliveryResult.retry(what + ": " + e.getMessage());
  }
}
