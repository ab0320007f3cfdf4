package io.stepscope;

import io.stepscope.configuration.ConfigurationException;
import io.stepscope.configuration.Surroundings;
import io.stepscope.event.Params;
import io.stepscope.folder.RunIds;
import io.stepscope.recorder.Notices;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings for a run. What is set here wins over {@code stepscope.properties}, environment and
 * system properties. Used by one thread.
 */
public final class RunBuilder {

  private final Map<String, String> settings = new LinkedHashMap<>();
  private final Map<String, Object> params = new LinkedHashMap<>();
  private final Map<String, Object> tags = new LinkedHashMap<>();
  private @Nullable Surroundings surroundings;
  private Notices notices = Notices.onStandardError();
  private @Nullable String id;
  private boolean resume;

  RunBuilder() {}

  /** Named group that the run belongs to. */
  public RunBuilder experiment(String experiment) {
    return set("experiment", experiment);
  }

  /** What people call the run; need not be unique. */
  public RunBuilder name(String name) {
    return set("name", name);
  }

  /**
   * Id of the run, 1 to 128 letters, digits, {@code . _ -}; without one the run gets a new one that
   * begins with the date.
   */
  public RunBuilder id(String newId) {
    id = RunIds.check(newId);
    return this;
  }

  /** Whether to continue the run of this {@link #id} after its last step. */
  public RunBuilder resume(boolean newResume) {
    resume = newResume;
    return this;
  }

  /** Folder of all runs. */
  public RunBuilder dir(Path dir) {
    return set("dir", dir.toString());
  }

  /** 0-based number of this process among those that train together. */
  public RunBuilder rank(int rank) {
    return set("rank", Integer.toString(rank));
  }

  /** A hyper-parameter. */
  public RunBuilder param(String key, Object value) {
    params.put(key, value);
    return this;
  }

  /** A label of the run. */
  public RunBuilder tag(String key, String value) {
    tags.put(key, value);
    return this;
  }

  /** Any key of the configuration, for instance {@code set("histograms", "every:10")}. */
  public RunBuilder set(String key, String value) {
    settings.put(key, value);
    return this;
  }

  /** Reads configuration from here instead of from the process. */
  RunBuilder surroundings(Surroundings newSurroundings) {
    surroundings = newSurroundings;
    return this;
  }

  /** Says things here instead of on standard error. */
  RunBuilder notices(Notices newNotices) {
    notices = newNotices;
    return this;
  }

  /**
   * Starts the run. A folder that cannot be written is no error: the run is then recorded into the
   * temporary directory, or not at all, and one line on standard error says so.
   *
   * @throws ConfigurationException if a key is unknown, a value bad, or the id taken; the message
   *     is one line naming key, value and fix
   */
  public Run start() {
    return start(configuration(settings, surroundings), id, resume);
  }

  /**
   * Starts the run whatever the configuration says, for places where an exception would hurt a
   * training: on a mistake it says one line and records with the defaults under a new id.
   */
  public Run startForgiving() {
    try {
      return start();
    } catch (RuntimeException e) {
      notices.say(e.getMessage() + "; recording with the defaults instead");
      Surroundings none =
          new Surroundings(
              Map.of(),
              Map.of(),
              surroundings == null ? Path.of("") : surroundings.workingDirectory());
      return start(configuration(Map.of("rank", "0"), none), null, false);
    }
  }

  private Run start(Configuration configuration, @Nullable String givenId, boolean givenResume) {
    String resumed = configuration.resume().orElse(null);
    Run run =
        new RunStart(configuration, notices)
            .start(
                givenId == null ? resumed : givenId,
                givenResume || (givenId == null && resumed != null));
    if (!params.isEmpty()) {
      run.recorder().params(Params.Group.PARAMS, params);
    }
    if (!tags.isEmpty()) {
      run.recorder().params(Params.Group.TAGS, tags);
    }
    return run;
  }

  private static Configuration configuration(
      Map<String, String> settings, @Nullable Surroundings surroundings) {
    Configuration.Builder builder = Configuration.builder().knownTrackers(RunTrackers.known());
    if (surroundings != null) {
      builder.surroundings(surroundings);
    }
    settings.forEach(builder::set);
    return builder.build();
  }
}
