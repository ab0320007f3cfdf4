package io.stepscope.tracker.wandb;

import io.stepscope.event.EventKind;
import io.stepscope.tracker.Capabilities;
import io.stepscope.tracker.Finding;
import io.stepscope.tracker.Limits;
import io.stepscope.tracker.ReadBack;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The {@code wandb} tracker: Weights &amp; Biases, online or as a file for {@code wandb sync}.
 *
 * <p>W&amp;B's own variables ({@code WANDB_API_KEY}, {@code WANDB_BASE_URL}, …) work as they are
 * and lose to the keys {@code wandb.*}. Thread-safe.
 */
public final class WandbTrackerProvider implements TrackerProvider {
  /** A step cut by the end of a batch is kept in the cursor, so batches are large. */
  private static final int MAX_BATCH_EVENTS = 8_192;

  /** As W&amp;B's own client: the service counts requests of all runs of a project. */
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  private final Map<String, String> environment;
  private final Path home;

  /** Reads variables and key file of this process. */
  public WandbTrackerProvider() {
    this(System.getenv(), Path.of(System.getProperty("user.home", "")));
  }

  WandbTrackerProvider(Map<String, String> environment, Path home) {
    this.environment = environment;
    this.home = home;
  }

  @Override
  public String name() {
    return "wandb";
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(EnumSet.allOf(EventKind.class), true, MAX_BATCH_EVENTS)
        .within(Limits.events(MAX_BATCH_EVENTS).every(INTERVAL));
  }

  @Override
  public Set<String> keys() {
    return SettingsReader.KEYS;
  }

  /** Offline runs can be read back; what the service holds is not read. */
  @Override
  public @Nullable ReadBack readBack(TrackerSettings settings, @Nullable String checkpoint) {
    return checkpoint == null
        ? null
        : OfflineRun.readBack(new SettingsReader(environment, home).read(settings), checkpoint);
  }

  @Override
  public Tracker create(TrackerSettings settings) {
    return new WandbTracker(
        new SettingsReader(environment, home).read(settings), settings.notices());
  }

  @Override
  public void diagnose(TrackerSettings settings, Consumer<Finding> findings) {
    WandbSettings way = new SettingsReader(environment, home).read(settings);
    new WandbDiagnosis(way, Clock.systemUTC()).run(findings);
  }
}
