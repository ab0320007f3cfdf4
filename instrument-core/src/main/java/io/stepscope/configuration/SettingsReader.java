package io.stepscope.configuration;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Reads what was set in each place; says nothing yet about whether it is right. */
public final class SettingsReader {

  static final String FILE_NAME = "stepscope.properties";
  private static final String PROPERTY_PREFIX = "stepscope.";

  private SettingsReader() {}

  /**
   * Everything that was set outside the program, in the order in which later wins.
   *
   * @param agentArguments {@code key=value,key=item+item}; empty when there are none
   * @throws ConfigurationException if something cannot be read or is no setting at all
   */
  public static List<Setting> read(
      Surroundings surroundings, String agentArguments, KeyCatalog catalog) {
    List<Setting> settings = new ArrayList<>();
    readFile(surroundings.workingDirectory().resolve(FILE_NAME), settings);
    readEnvironment(surroundings.environment(), catalog, settings);
    readProperties(surroundings.systemProperties(), settings);
    readAgentArguments(agentArguments, settings);
    return settings;
  }

  /** What the program itself set. */
  public static Setting fromCode(String key, String value) {
    return new Setting(key, value, Origin.CODE);
  }

  private static void readFile(Path file, List<Setting> settings) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigurationException("cannot read " + file + ": " + e);
    }
    for (String key : sorted(properties.stringPropertyNames())) {
      settings.add(new Setting(key, properties.getProperty(key, "").strip(), Origin.FILE));
    }
  }

  private static void readEnvironment(
      Map<String, String> environment, KeyCatalog catalog, List<Setting> settings) {
    new TreeMap<>(environment)
        .forEach(
            (variable, value) -> {
              if (!variable.startsWith(EnvironmentNames.PREFIX)) {
                return;
              }
              String key = catalog.nameFor(variable);
              if (key != null) {
                settings.add(new Setting(key, value.strip(), Origin.environment(variable)));
              } else if (!catalog.acceptsAnyTracker()) {
                throw Complaints.unknownVariable(variable, catalog.nearestVariable(variable));
              }
            });
  }

  private static void readProperties(Map<String, String> properties, List<Setting> settings) {
    for (String name : sorted(properties.keySet())) {
      if (name.startsWith(PROPERTY_PREFIX)) {
        String key = name.substring(PROPERTY_PREFIX.length());
        String value = properties.getOrDefault(name, "").strip();
        settings.add(new Setting(key, value, Origin.systemProperty(name)));
      }
    }
  }

  private static void readAgentArguments(String arguments, List<Setting> settings) {
    for (String part : arguments.split(",")) {
      if (part.isBlank()) {
        continue;
      }
      int equals = part.indexOf('=');
      if (equals < 1) {
        throw Complaints.noAssignment(part, Origin.AGENT_ARGUMENTS);
      }
      String key = part.substring(0, equals).strip();
      String value = part.substring(equals + 1).strip();
      settings.add(new Setting(key, value, Origin.AGENT_ARGUMENTS));
    }
  }

  private static List<String> sorted(Iterable<String> names) {
    List<String> sorted = new ArrayList<>();
    names.forEach(sorted::add);
    sorted.sort(null);
    return sorted;
  }
}
