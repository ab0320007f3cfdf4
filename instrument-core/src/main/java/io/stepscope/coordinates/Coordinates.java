package io.stepscope.coordinates;

import io.stepscope.event.Params.Group;
import io.stepscope.redaction.Redaction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a result comes from, as values for {@link io.stepscope.event.Params} events: a map for each
 * group that is known, without secrets. Immutable and thread-safe.
 *
 * @param groups in the order of the enum; values are {@link String}, {@link Long} or {@link
 *     Boolean}
 */
public record Coordinates(Map<Group, Map<String, Object>> groups) {

  public Coordinates {
    Map<Group, Map<String, Object>> copy = new EnumMap<>(Group.class);
    groups.forEach(
        (group, values) ->
            copy.put(group, Collections.unmodifiableMap(new LinkedHashMap<>(values))));
    groups = Collections.unmodifiableMap(copy);
  }

  /** The values of a group; empty when nothing is known. */
  public Map<String, Object> get(Group group) {
    return groups.getOrDefault(group, Map.of());
  }

  /** These and those; the other's values replace those of the same name. */
  public Coordinates and(Coordinates other) {
    Map<Group, Map<String, Object>> all = new EnumMap<>(Group.class);
    groups.forEach((group, values) -> all.put(group, new LinkedHashMap<>(values)));
    other.groups.forEach(
        (group, values) ->
            all.computeIfAbsent(group, absent -> new LinkedHashMap<>()).putAll(values));
    return new Coordinates(all);
  }

  /**
   * Program, machine and JVM; takes milliseconds.
   *
   * @param frameworks versions by name, for instance {@code djl} to {@code 0.35.1}
   */
  public static Coordinates ofProcess(
      ProcessView process, Redaction redaction, Map<String, String> frameworks) {
    Facts code = new Facts();
    CommandLine.gather(process, redaction, code);
    Facts environment = new Facts();
    Machine.gather(process, environment);
    frameworks.forEach((name, version) -> environment.put("framework." + name, version));
    return new Coordinates(
        Map.of(Group.CODE, code.values(), Group.ENVIRONMENT, environment.values()));
  }

  /**
   * The state of the git repository around the working directory; takes milliseconds, but up to two
   * seconds where many files were touched. Meant for a thread of its own.
   */
  public static Coordinates ofRepository(ProcessView process) {
    Facts code = new Facts();
    GitCoordinates.gather(process.workingDirectory(), code);
    return new Coordinates(Map.of(Group.CODE, code.values()));
  }

  /**
   * The jars of the program with version and SHA-1; reads them all, which takes a second for 300 MB
   * in the page cache. Meant for a thread of its own; stops early when that is interrupted.
   */
  public static Coordinates ofLibraries(ProcessView process) {
    Facts environment = new Facts();
    for (Path jar : ClassPath.jars(process)) {
      if (Thread.currentThread().isInterrupted()) {
        break;
      }
      gather(jar, environment);
    }
    return new Coordinates(Map.of(Group.ENVIRONMENT, environment.values()));
  }

  private static void gather(Path jar, Facts facts) {
    String fileName = String.valueOf(jar.getFileName());
    try {
      Library library = Library.of(jar);
      String name = "library." + library.name();
      boolean taken = facts.values().containsKey(name);
      facts.put(taken ? "library." + fileName : name, library.description());
    } catch (IOException | RuntimeException e) {
      facts.put("library." + fileName, "unreadable: " + e);
    }
  }

  /** All of it, the slow parts included. Meant for a thread of its own. */
  public static Coordinates gather(
      ProcessView process, Redaction redaction, Map<String, String> frameworks) {
    return ofProcess(process, redaction, frameworks)
        .and(ofRepository(process))
        .and(ofLibraries(process));
  }
}
