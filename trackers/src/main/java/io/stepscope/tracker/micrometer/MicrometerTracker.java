package io.stepscope.tracker.micrometer;

import io.micrometer.core.instrument.Tags;
import io.stepscope.event.Alert;
import io.stepscope.event.ConsoleLine;
import io.stepscope.event.ControlAction;
import io.stepscope.event.Event;
import io.stepscope.event.RunStarted;
import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import io.stepscope.event.StepComplete;
import io.stepscope.event.Timing;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Delivered.Exclusion;
import io.stepscope.tracker.Tracker;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the meters of a run at their last values. A registry is asked for what is now, so what is
 * older than {@link #LIVE} is not shown: a run that is replayed does not look like one that is
 * under way.
 */
final class MicrometerTracker implements Tracker {

  /** How old a value may be: longer than any tracker lags that works. */
  static final Duration LIVE = Duration.ofMinutes(1);

  private static final String OLD = "older than a minute: there is no past in a registry";

  private final String run;
  private final RegistrySource source;
  private final int most;
  private final Clock clock;
  private String experiment = "";
  private @Nullable OpenRegistry registry;
  private @Nullable RunMeters meters;

  MicrometerTracker(String run, RegistrySource source, int most, Clock clock) {
    this.run = run;
    this.source = source;
    this.most = most;
    this.clock = clock;
  }

  @Override
  public DeliveryResult open(@Nullable String checkpoint) {
    experiment = checkpoint == null ? "" : checkpoint;
    try {
      registry = source.open();
    } catch (IOException e) {
      return new DeliveryResult.Refused(String.valueOf(e.getMessage()));
    }
    meters = new RunMeters(registry.meters(), most);
    tag(meters);
    return DeliveryResult.delivered(checkpoint);
  }

  @Override
  public DeliveryResult deliver(List<Event> events) {
    RunMeters open = meters;
    if (open == null) {
      return new DeliveryResult.Retry("not open", Duration.ZERO);
    }
    long now = TimeUnit.MILLISECONDS.toMicros(clock.millis());
    List<Exclusion> skipped = new ArrayList<>();
    for (Event event : events) {
      if (event instanceof RunStarted started) {
        experiment = started.experiment();
        tag(open);
      }
      if (now - event.stamp().timeMicros() > TimeUnit.SECONDS.toMicros(LIVE.toSeconds())) {
        skipped.add(new Exclusion(event, OLD));
      } else if (!show(event, open)) {
        skipped.add(
            new Exclusion(
                event, "more than micrometer.max=" + most + " meters, or another has its name"));
      }
    }
    long last = events.get(events.size() - 1).stamp().timeMicros();
    open.set("stepscope/forward/lag", 0, Math.max(0, now - last) / 1e6);
    open.set("stepscope/forward/series_left_out", 0, open.leftOut());
    return new DeliveryResult.Delivered(experiment, skipped, List.of(), List.of());
  }

  private boolean show(Event event, RunMeters open) {
    Stamp stamp = event.stamp();
    int rank = stamp.rank();
    if (event instanceof Scalar scalar) {
      return open.set(scalar.name(), rank, scalar.value());
    }
    if (event instanceof Timing timing) {
      return open.record(timing.name(), rank, timing.nanos());
    }
    if (event instanceof StepComplete) {
      open.set("run/step", rank, (double) stamp.step());
      open.set("run/epoch", rank, stamp.epoch());
      return open.count("run/steps", "", "", rank);
    }
    if (event instanceof ConsoleLine line) {
      return open.count("console/lines", "stream", lowerCase(line.stream()), rank);
    }
    if (event instanceof Alert alert) {
      return open.count("alerts", "severity", lowerCase(alert.severity()), rank);
    }
    if (event instanceof ControlAction) {
      return open.count("control/actions", "", "", rank);
    }
    if (event instanceof RunStarted) {
      return open.set("run/started", rank, stamp.timeMicros() / 1e6);
    }
    // The end of the run is not shown: its meters go when the tracker is closed, right after it.
    return true;
  }

  private void tag(RunMeters open) {
    open.tagged(Tags.of("run", run, "experiment", experiment));
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    OpenRegistry open = registry;
    if (open != null) {
      // A registry that pushes sends its last values when it is closed, so they go last.
      open.close();
      if (meters != null) {
        meters.remove();
      }
      registry = null;
      meters = null;
    }
  }
}
