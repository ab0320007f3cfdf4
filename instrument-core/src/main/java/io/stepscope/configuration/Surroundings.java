package io.stepscope.configuration;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a process is configured by from outside.
 *
 * @param environment variables of the process
 * @param systemProperties of the JVM
 * @param workingDirectory where {@code stepscope.properties} is looked for and relative paths begin
 * @param agentArguments what follows the {@code =} of {@code -javaagent:stepscope.jar=}
 */
public record Surroundings(
    Map<String, String> environment,
    Map<String, String> systemProperties,
    Path workingDirectory,
    String agentArguments) {

  public Surroundings {
    environment = Map.copyOf(environment);
    systemProperties = Map.copyOf(systemProperties);
  }

  /** Surroundings without an agent. */
  public Surroundings(
      Map<String, String> environment,
      Map<String, String> systemProperties,
      Path workingDirectory) {
    this(environment, systemProperties, workingDirectory, "");
  }

  /** Those of this process, as they are now. */
  public static Surroundings ofThisProcess() {
    Map<String, String> properties = new TreeMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      properties.put(name, System.getProperty(name, ""));
    }
    return new Surroundings(
        System.getenv(), properties, Path.of(""), AgentArguments.ofThisProcess());
  }
}
