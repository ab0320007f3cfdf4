package io.stepscope.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A JDK to test on.
 *
 * @param home its folder
 * @param feature its feature version, for instance 17
 */
public record TestJdk(Path home, int feature) {

  /** The one that runs the build. */
  public static TestJdk own() {
    return new TestJdk(Path.of(System.getProperty("java.home")), Runtime.version().feature());
  }

  /**
   * The one that runs the build, and the newest of those that lie beside it or are named in
   * JAVA_HOME_*.
   */
  public static List<TestJdk> all() {
    TestJdk own = own();
    Set<Path> homes = new LinkedHashSet<>();
    for (Map.Entry<String, String> variable : System.getenv().entrySet()) {
      if (variable.getKey().startsWith("JAVA_HOME_")) {
        homes.add(Path.of(variable.getValue()));
      }
    }
    homes.addAll(folders(own.home.getParent()));
    homes.addAll(folders(Path.of("/usr/lib/jvm")));
    return homes.stream()
        .filter(home -> Files.isExecutable(home.resolve("bin/java")))
        .map(home -> new TestJdk(home, feature(home)))
        .filter(jdk -> jdk.feature >= 25 && jdk.feature > own.feature)
        .findFirst()
        .map(newer -> List.of(own, newer))
        .orElse(List.of(own));
  }

  /** Its launcher. */
  public Path java() {
    return home.resolve("bin").resolve("java");
  }

  private static List<Path> folders(@Nullable Path parent) {
    if (parent == null || !Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(parent)) {
      return children.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int feature(Path home) {
    Properties release = new Properties();
    try (var in = Files.newBufferedReader(home.resolve("release"))) {
      release.load(in);
    } catch (IOException e) {
      return 0;
    }
    String version = release.getProperty("JAVA_VERSION", "0").replace("\"", "");
    return Integer.parseInt(version.split("[.+-]")[0]);
  }

  @Override
  public String toString() {
    return "JDK " + feature;
  }
}
