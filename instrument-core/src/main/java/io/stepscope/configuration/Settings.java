package io.stepscope.configuration;

import io.stepscope.redaction.Redaction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Settings that have been checked, the winning one for each key. Immutable. */
public final class Settings {

  private final Map<String, Setting> byKey;

  private Settings(Map<String, Setting> byKey) {
    this.byKey = byKey;
  }

  /**
   * Checks settings and keeps the last of each key. An empty value takes back what was set before
   * it, except for lists, where it means no items.
   *
   * @throws ConfigurationException if a key is unknown or a value bad, even one that does not win
   */
  public static Settings of(List<Setting> settings, KeyCatalog catalog) {
    Map<String, Setting> byKey = new TreeMap<>();
    for (Setting setting : settings) {
      Key<?> key = catalog.find(setting.key());
      if (key == null) {
        String meant = catalog.nearestName(setting.key());
        throw Complaints.unknownKey(setting.key(), setting.origin(), meant);
      }
      if (setting.value().isEmpty() && !key.equals(Keys.TRACKERS)) {
        byKey.remove(setting.key());
        continue;
      }
      check(setting, key, catalog);
      byKey.put(setting.key(), setting);
    }
    return new Settings(byKey);
  }

  private static void check(Setting setting, Key<?> key, KeyCatalog catalog) {
    try {
      var unused = key.parse(setting.value());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw Complaints.badValue(setting, key.form());
    }
    if (key.equals(Keys.TRACKERS)) {
      for (String tracker : Keys.TRACKERS.parse(setting.value())) {
        if (!catalog.hasTracker(tracker)) {
          throw Complaints.unknownTracker(tracker, setting, catalog);
        }
      }
    }
  }

  /** The value of a key, its default when it was not set. */
  public <T> T value(Key<T> key) {
    return value(key, key.name());
  }

  /** The value of one key of a family. */
  public <T> T value(Key<T> family, String name) {
    Setting setting = byKey.get(name);
    return family.parse(setting == null ? family.defaultValue() : setting.value());
  }

  /** The value of a key if it was set. */
  public <T> Optional<T> find(Key<T> key) {
    Setting setting = byKey.get(key.name());
    return setting == null ? Optional.empty() : Optional.of(key.parse(setting.value()));
  }

  /** Where a key was set; the defaults when it was not. */
  public Origin origin(String key) {
    Setting setting = byKey.get(key);
    return setting == null ? Origin.DEFAULTS : setting.origin();
  }

  /** Everything that was set, by key, with secrets masked. */
  public List<Setting> masked() {
    Redaction redaction = Redaction.withoutValues();
    return byKey.values().stream()
        .map(s -> new Setting(s.key(), redaction.value(s.key(), s.value()), s.origin()))
        .toList();
  }

  /** What was set under a prefix, without it. */
  public Map<String, String> under(String prefix) {
    Map<String, String> result = new LinkedHashMap<>();
    byKey.forEach(
        (key, setting) -> {
          if (key.startsWith(prefix)) {
            result.put(key.substring(prefix.length()), setting.value());
          }
        });
    return result;
  }
}
