package io.stepscope.tracker.mlflow;

import io.stepscope.event.EventKind;
import io.stepscope.tracker.Capabilities;
import io.stepscope.tracker.Finding;
import io.stepscope.tracker.ReadBack;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The {@code mlflow} tracker: an MLflow tracking server. */
public final class MlflowTrackerProvider implements TrackerProvider {
  /** As many metrics as one request may hold. */
  private static final int MAX_BATCH_EVENTS = 1_000;

  private final Map<String, String> environment;

  /** With the variables of this process. */
  public MlflowTrackerProvider() {
    this(System.getenv());
  }

  MlflowTrackerProvider(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public String name() {
    return "mlflow";
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(EnumSet.allOf(EventKind.class), false, MAX_BATCH_EVENTS);
  }

  @Override
  public Set<String> keys() {
    return Set.of(
        "uri",
        "experiment",
        "username",
        "password",
        "token",
        "workspace",
        "timeout",
        "insecure_tls",
        "server_cert");
  }

  @Override
  public Tracker create(TrackerSettings settings) {
    return new MlflowTracker(settings, new MlflowSettings(settings.keys(), environment));
  }

  @Override
  public @Nullable ReadBack readBack(TrackerSettings settings, @Nullable String checkpoint) {
    return new MlflowReadBack(
        new ServerCalls(new MlflowSettings(settings.keys(), environment)), checkpoint);
  }

  @Override
  public void diagnose(TrackerSettings settings, Consumer<Finding> findings) {
    MlflowSettings server = new MlflowSettings(settings.keys(), environment);
    new MlflowDiagnosis(server, Clock.systemUTC()).run(findings);
  }
}
