package io.stepscope.coordinates;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The jars a program runs with: class path, module path, and what their manifests refer to. */
final class ClassPath {

  private final Set<Path> jars = new LinkedHashSet<>();

  private ClassPath() {}

  static Set<Path> jars(ProcessView process) {
    ClassPath path = new ClassPath();
    for (String name : List.of("java.class.path", "jdk.module.path")) {
      for (String entry : process.property(name).split(File.pathSeparator)) {
        if (!entry.isBlank()) {
          path.add(process.workingDirectory(), entry, name.contains("module"));
        }
      }
    }
    return path.jars;
  }

  private void add(Path base, String entry, boolean folderOfJars) {
    try {
      Path file = base.resolve(entry).normalize();
      if (file.toString().endsWith(".jar") && Files.isRegularFile(file) && jars.add(file)) {
        addReferences(file);
      } else if (folderOfJars && Files.isDirectory(file)) {
        try (Stream<Path> files = Files.list(file)) {
          files.sorted().forEach(jar -> add(base, jar.toString(), false));
        }
      }
    } catch (IOException | InvalidPathException e) {
      // What cannot be read cannot have been loaded either.
    }
  }

  private void addReferences(Path file) throws IOException {
    String references;
    try (JarFile jar = new JarFile(file.toFile(), false)) {
      Manifest manifest = jar.getManifest();
      references =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
    }
    if (references == null) {
      return;
    }
    for (String reference : references.strip().split("\\s+")) {
      Path target = target(file, reference);
      if (target != null) {
        add(target, "", false);
      }
    }
  }

  /** References are URLs relative to the jar. */
  private static @Nullable Path target(Path jar, String reference) {
    try {
      URI uri = jar.toUri().resolve(reference);
      return "file".equals(uri.getScheme()) ? Path.of(uri) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
