package io.stepscope;

import io.stepscope.forward.ConfiguredTracker;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;

/** The command that starts a process which forwards, with the same Java and the same classes. */
final class ForwardLaunch {
  private ForwardLaunch() {}

  /**
   * The command line.
   *
   * @throws IOException if the classes do not lie where another process could load them from
   */
  static List<String> of(List<ConfiguredTracker> trackers) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    if (!Files.isExecutable(java) && !Files.isExecutable(java.resolveSibling("java.exe"))) {
      throw new IOException("there is no " + java);
    }
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    // Small and quick to start: it has seconds of time, and the processors belong to the training.
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    Path own = place(ForwardMain.class);
    if (isStepscopeJar(own)) {
      command.addAll(List.of("-jar", own.toString(), ForwardMain.COMMAND));
      return command;
    }
    Set<String> classPath = new LinkedHashSet<>();
    classPath.add(own.toString());
    for (ConfiguredTracker tracker : trackers) {
      classPath.add(place(tracker.provider().getClass()).toString());
    }
    // What trackers of one's own need beside themselves.
    classPath.add(System.getProperty("java.class.path", ""));
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
    command.add(ForwardMain.class.getName());
    return command;
  }

  private static Path place(Class<?> type) throws IOException {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    URL location = source == null ? null : source.getLocation();
    try {
      if (location != null && "file".equals(location.getProtocol())) {
        return Path.of(location.toURI());
      }
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new IOException("cannot tell where " + type.getName() + " was loaded from", e);
    }
    throw new IOException(type.getName() + " was not loaded from a file: " + location);
  }

  /** Whether the classes lie in the one jar, where only its launcher finds them. */
  private static boolean isStepscopeJar(Path place) throws IOException {
    if (Files.isDirectory(place)) {
      return false;
    }
    try (JarFile jar = new JarFile(place.toFile())) {
      return jar.getEntry(ForwardMain.class.getName().replace('.', '/') + ".class") == null;
    }
  }
}
