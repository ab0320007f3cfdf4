package io.stepscope.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** A program and its libraries in one jar, in the layout of Spring Boot and with its launcher. */
final class BootJar {

  private static final Path LAUNCHER = Path.of("target", "spring-boot-loader");

  private BootJar() {}

  /** Writes it; the classes are all those of the tests' programs. */
  static Path of(Path file, String main, List<Path> jars) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(
        Attributes.Name.MAIN_CLASS, "org.springframework.boot.loader.launch.JarLauncher");
    attributes.putValue("Start-Class", main);
    attributes.putValue("Spring-Boot-Classes", "BOOT-INF/classes/");
    attributes.putValue("Spring-Boot-Lib", "BOOT-INF/lib/");
    Files.createDirectories(file.getParent());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), manifest)) {
      addLauncher(out);
      addFolder(out, "BOOT-INF/");
      addFolder(out, "BOOT-INF/classes/");
      addClasses(out);
      addFolder(out, "BOOT-INF/lib/");
      for (Path jar : jars) {
        stored(out, "BOOT-INF/lib/" + jar.getFileName(), Files.readAllBytes(jar));
      }
    }
    return file;
  }

  private static void addLauncher(JarOutputStream out) throws IOException {
    try (Stream<Path> found = Files.list(LAUNCHER);
        JarFile launcher = new JarFile(found.findFirst().orElseThrow().toFile())) {
      Enumeration<JarEntry> entries = launcher.entries();
      while (entries.hasMoreElements()) {
        JarEntry entry = entries.nextElement();
        if (entry.getName().startsWith("org/")) {
          out.putNextEntry(new JarEntry(entry.getName()));
          launcher.getInputStream(entry).transferTo(out);
        }
      }
    }
  }

  private static void addClasses(JarOutputStream out) throws IOException {
    String folder = "io/stepscope/agent/program/";
    try (Stream<Path> files = Files.list(Forked.CLASSES.resolve(folder))) {
      for (Path file : files.sorted().toList()) {
        out.putNextEntry(new JarEntry("BOOT-INF/classes/" + folder + file.getFileName()));
        Files.copy(file, out);
      }
    }
  }

  private static void addFolder(JarOutputStream out, String name) throws IOException {
    out.putNextEntry(new JarEntry(name));
  }

  /** Nested jars are read where they lie, so they are not compressed. */
  private static void stored(JarOutputStream out, String name, byte[] bytes) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    JarEntry entry = new JarEntry(name);
    entry.setMethod(JarEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    out.putNextEntry(entry);
    out.write(bytes);
  }
}
