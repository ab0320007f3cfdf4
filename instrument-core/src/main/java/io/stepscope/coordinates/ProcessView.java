package io.stepscope.coordinates;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What there is to see of a process and its machine.
 *
 * @param environment variables of the process
 * @param properties system properties of the JVM
 * @param workingDirectory of the process
 * @param root of the file system, below which {@code proc} and {@code sys} are
 */
public record ProcessView(
    Map<String, String> environment,
    Map<String, String> properties,
    Path workingDirectory,
    Path root) {

  public ProcessView {
    environment = Map.copyOf(environment);
    properties = Map.copyOf(properties);
  }

  /** This process, as it is now. */
  public static ProcessView ofThisProcess() {
    Map<String, String> properties = new TreeMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      properties.put(name, System.getProperty(name, ""));
    }
    Path directory = Path.of("").toAbsolutePath();
    Path root = directory.getRoot();
    return new ProcessView(System.getenv(), properties, directory, root == null ? directory : root);
  }

  String property(String name) {
    return properties.getOrDefault(name, "");
  }
}
