package io.stepscope.configuration;

import io.stepscope.spelling.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The keys that are valid when certain trackers are there. */
public final class KeyCatalog {

  private static final Map<Pattern, Key<?>> PROBES =
      Map.of(
          Pattern.compile("probes\\.command\\.[\\w-]+\\.run"), Keys.COMMAND_RUN,
          Pattern.compile("probes\\.command\\.[\\w-]+\\.json\\..+"), Keys.COMMAND_JSON,
          Pattern.compile("probes\\.file\\.[\\w-]+\\..+"), Keys.FILE_METRIC,
          Pattern.compile("probes\\.openmetrics\\.[\\w-]+\\.url"), Keys.OPENMETRICS_URL,
          Pattern.compile("probes\\.openmetrics\\.[\\w-]+\\.metric\\..+"), Keys.OPENMETRICS_METRIC);

  /** First parts of names that are never those of trackers. */
  private static final Set<String> RESERVED = Set.of("probes", "journal", "control", "layers");

  private final @Nullable Map<String, Set<String>> trackers;
  private final Map<String, Key<?>> keys = new LinkedHashMap<>();
  private final Map<String, String> keysByVariable = new TreeMap<>();

  /**
   * Makes the catalog.
   *
   * @param trackers the trackers that are there, each with the keys it knows beyond {@code mode}
   *     and {@code dir}; null when they are not known (yet), which accepts any
   */
  public KeyCatalog(@Nullable Map<String, Set<String>> trackers) {
    this.trackers = trackers == null ? null : new TreeMap<>(trackers);
    for (Key<?> key : Keys.all()) {
      if (!key.name().contains("<")) {
        add(key.name(), key);
      }
    }
    if (this.trackers != null) {
      this.trackers.forEach(this::addTracker);
    }
  }

  private void addTracker(String tracker, Set<String> own) {
    add(tracker + ".mode", Keys.TRACKER_MODE);
    add(tracker + ".dir", Keys.TRACKER_DIR);
    own.stream().sorted().forEach(key -> add(tracker + "." + key, Keys.TRACKER_OWN));
  }

  private void add(String name, Key<?> key) {
    keys.putIfAbsent(name, key);
    keysByVariable.putIfAbsent(EnvironmentNames.of(name), name);
  }

  /** Whether any tracker is accepted because nobody said which ones are there. */
  boolean acceptsAnyTracker() {
    return trackers == null;
  }

  /** Whether a tracker of this name is there, or may be. */
  public boolean hasTracker(String name) {
    return trackers == null || trackers.containsKey(name);
  }

  /** The trackers that are there, sorted. */
  List<String> trackers() {
    return trackers == null ? List.of() : List.copyOf(trackers.keySet());
  }

  /** The key of this name, or null if there is none. */
  @Nullable Key<?> find(String name) {
    Key<?> key = keys.get(name);
    if (key != null) {
      return key;
    }
    for (Map.Entry<Pattern, Key<?>> probe : PROBES.entrySet()) {
      if (probe.getKey().matcher(name).matches()) {
        return probe.getValue();
      }
    }
    return acceptsAnyTracker() ? ofAnyTracker(name) : null;
  }

  private static @Nullable Key<?> ofAnyTracker(String name) {
    int dot = name.indexOf('.');
    if (dot < 1 || dot == name.length() - 1 || RESERVED.contains(name.substring(0, dot))) {
      return null;
    }
    return switch (name.substring(dot + 1)) {
      case "mode" -> Keys.TRACKER_MODE;
      case "dir" -> Keys.TRACKER_DIR;
      default -> Keys.TRACKER_OWN;
    };
  }

  /** The name of the key that a variable of the environment stands for, or null. */
  @Nullable String nameFor(String variable) {
    String name = keysByVariable.get(variable);
    return name != null ? name : EnvironmentNames.probeKey(variable);
  }

  /** The valid name most like this one, or null if none is. */
  @Nullable String nearestName(String name) {
    String bare = name.startsWith("stepscope.") ? name.substring("stepscope.".length()) : name;
    if (find(bare) != null) {
      return bare;
    }
    List<String> names = new ArrayList<>(keys.keySet());
    for (Key<?> key : PROBES.values()) {
      names.add(key.name());
    }
    return Nearest.like(bare, names);
  }

  /** The valid variable most like this one, or null if none is. */
  @Nullable String nearestVariable(String variable) {
    return Nearest.like(variable, keysByVariable.keySet());
  }
}
