package io.stepscope;

import io.stepscope.configuration.ConfigurationException;
import io.stepscope.configuration.Forwarding;
import io.stepscope.configuration.HistogramSchedule;
import io.stepscope.configuration.KeyCatalog;
import io.stepscope.configuration.Keys;
import io.stepscope.configuration.Origin;
import io.stepscope.configuration.ProgressMode;
import io.stepscope.configuration.ResetMode;
import io.stepscope.configuration.Setting;
import io.stepscope.configuration.Settings;
import io.stepscope.configuration.SettingsReader;
import io.stepscope.configuration.Surroundings;
import io.stepscope.configuration.TrackerMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a process records: the values of all keys and where each was set.
 *
 * <p>Later wins: defaults, {@code stepscope.properties} in the working directory, environment
 * variables {@code STEPSCOPE_*}, system properties {@code stepscope.*}, agent arguments, code.
 * Immutable and thread-safe.
 */
public final class Configuration {

  private final Path workingDirectory;
  private final KeyCatalog catalog;
  private final Settings settings;

  private Configuration(Builder builder) {
    workingDirectory = builder.surroundings.workingDirectory();
    catalog = new KeyCatalog(builder.trackers);
    List<Setting> all =
        SettingsReader.read(builder.surroundings, builder.agentArguments(), catalog);
    builder.code.forEach((key, value) -> all.add(SettingsReader.fromCode(key, value)));
    settings = Settings.of(all, catalog);
  }

  /** Starts from the surroundings of this process. */
  public static Builder builder() {
    return new Builder();
  }

  /** Whether anything is recorded. */
  public boolean enabled() {
    return settings.value(Keys.ENABLED);
  }

  /** Folder of the runs; relative to the working directory unless it was given as absolute. */
  public Path directory() {
    return workingDirectory.resolve(settings.value(Keys.DIR));
  }

  /** Named group of the run. */
  public String experiment() {
    return settings.value(Keys.EXPERIMENT);
  }

  /** How people call the run. */
  public Optional<String> name() {
    return settings.find(Keys.NAME);
  }

  /** Id of the run to continue. */
  public Optional<String> resume() {
    return settings.find(Keys.RESUME);
  }

  /** 0-based number of this process among those that train together. */
  public int rank() {
    return settings.value(Keys.RANK);
  }

  /**
   * Names of the trackers that get the run; empty when it is recorded only. The default applies
   * only where that tracker is on the class path.
   */
  public List<String> trackers() {
    List<String> names = settings.value(Keys.TRACKERS);
    boolean given = origin(Keys.TRACKERS.name()).kind() != Origin.Kind.DEFAULTS;
    return given || names.stream().allMatch(catalog::hasTracker) ? names : List.of();
  }

  /** How often tensors are looked at. */
  public HistogramSchedule histograms() {
    return settings.value(Keys.HISTOGRAMS);
  }

  /** Share of the training time that recording may take, 0 to 1. */
  public double overhead() {
    return settings.value(Keys.OVERHEAD);
  }

  /** Whether the console is recorded. */
  public boolean console() {
    return settings.value(Keys.CONSOLE);
  }

  /** How progress is shown. */
  public ProgressMode progress() {
    return settings.value(Keys.PROGRESS);
  }

  /** Whether host and accelerators are sampled. */
  public boolean probes() {
    return settings.value(Keys.PROBES);
  }

  /** Whether layers are timed on their device, too. */
  public boolean layersOnDevice() {
    return settings.value(Keys.LAYERS_DEVICE);
  }

  /** Time between two samples. */
  public Duration probesInterval() {
    return settings.value(Keys.PROBES_INTERVAL);
  }

  /**
   * Settings of the probes a user defined, without {@code probes.}: {@code command.<name>.run} and
   * so on.
   */
  public Map<String, String> customProbes() {
    Map<String, String> custom = new LinkedHashMap<>(settings.under("probes."));
    custom.remove("interval");
    return custom;
  }

  /** Where trackers are fed from. */
  public Forwarding forward() {
    return settings.value(Keys.FORWARD);
  }

  /** Size at which the journal is full. */
  public long journalMaxBytes() {
    return settings.value(Keys.JOURNAL_MAX);
  }

  /** Port of the dashboard, 0 for any free one; empty when it is not served. */
  public OptionalInt uiPort() {
    return settings.value(Keys.UI);
  }

  /** A step method of the user's own, as {@code package.Class#method}. */
  public Optional<String> step() {
    return settings.find(Keys.STEP);
  }

  /** Which weights a reset gives. */
  public ResetMode controlReset() {
    return settings.value(Keys.CONTROL_RESET);
  }

  /** Whether a tracker is sent to or written for. */
  public TrackerMode trackerMode(String tracker) {
    return settings.value(Keys.TRACKER_MODE, tracker + ".mode");
  }

  /**
   * All that was set for one tracker, without its prefix; {@code mode} and {@code dir} included.
   */
  public Map<String, String> tracker(String tracker) {
    return settings.under(tracker + ".");
  }

  /** Where a key's value was set; the defaults when it was not. */
  public Origin origin(String key) {
    return settings.origin(key);
  }

  /** Everything that was set, by key, with its origin and with secrets masked. */
  public List<Setting> settings() {
    return settings.masked();
  }

  @Override
  public String toString() {
    return settings().toString();
  }

  /** Collects where values come from. Used by one thread. */
  public static final class Builder {

    private Surroundings surroundings = Surroundings.ofThisProcess();
    private @Nullable Map<String, Set<String>> trackers;
    private @Nullable String agentArguments;
    private final Map<String, String> code = new LinkedHashMap<>();

    private Builder() {}

    /** Reads these instead of the process's own. */
    public Builder surroundings(Surroundings newSurroundings) {
      surroundings = newSurroundings;
      return this;
    }

    /**
     * The trackers that are there, each with the keys it knows beyond {@code mode} and {@code dir}.
     * Without this call, names and keys of trackers are not checked.
     */
    public Builder knownTrackers(Map<String, Set<String>> known) {
      trackers = Map.copyOf(known);
      return this;
    }

    /** What follows the {@code =} of {@code -javaagent:stepscope.jar=}, if not as it was said. */
    public Builder agentArguments(String arguments) {
      agentArguments = arguments;
      return this;
    }

    private String agentArguments() {
      return agentArguments == null ? surroundings.agentArguments() : agentArguments;
    }

    /** Sets a key from code, which wins over every other place. */
    public Builder set(String key, String value) {
      code.put(key, value.strip());
      return this;
    }

    /**
     * Reads every place once.
     *
     * @throws ConfigurationException if a key is unknown or a value bad; the message is one line
     */
    public Configuration build() {
      return new Configuration(this);
    }
  }
}
