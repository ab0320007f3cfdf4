package io.stepscope.coordinates;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A jar the program runs with.
 *
 * @param name of the artifact
 * @param version empty when the jar does not tell
 * @param identity {@code sha1:…}, or {@code bytes:…} for large jars
 */
record Library(String name, String version, String identity) {

  /** Larger jars carry native libraries of hundreds of megabytes; size and version tell enough. */
  static final long MAX_HASHED_BYTES = 64L << 20;

  private static final Pattern FILE_NAME = Pattern.compile("(.+?)-(\\d[\\w.+-]*)\\.jar");

  /** Reads a jar, all of it unless it is large. */
  static Library of(Path file) throws IOException {
    String fileName = String.valueOf(file.getFileName());
    Matcher matcher = FILE_NAME.matcher(fileName);
    boolean versioned = matcher.matches();
    String name = versioned ? matcher.group(1) : fileName.replaceFirst("\\.jar$", "");
    String version = declaredVersion(file);
    if (version == null) {
      version = versioned ? matcher.group(2) : "";
    }
    return new Library(name, version, identity(file));
  }

  /** For people: version and identity. */
  String description() {
    return version.isEmpty() ? identity : version + " " + identity;
  }

  /** What the build tool wrote into the jar; null when it did not. */
  private static @Nullable String declaredVersion(Path file) throws IOException {
    try (JarFile jar = new JarFile(file.toFile(), false)) {
      String maven = mavenVersion(jar);
      if (maven != null) {
        return maven;
      }
      Manifest manifest = jar.getManifest();
      if (manifest == null) {
        return null;
      }
      Attributes attributes = manifest.getMainAttributes();
      String version = attributes.getValue(Attributes.Name.IMPLEMENTATION_VERSION);
      return version != null ? version : attributes.getValue("Bundle-Version");
    }
  }

  /**
   * Jars that hold the descriptions of many artifacts are bundles, and tell nothing of themselves.
   */
  private static @Nullable String mavenVersion(JarFile jar) throws IOException {
    List<JarEntry> entries =
        jar.stream()
            .filter(entry -> entry.getName().matches("META-INF/maven/[^/]+/[^/]+/pom.properties"))
            .limit(2)
            .toList();
    if (entries.size() != 1) {
      return null;
    }
    Properties properties = new Properties();
    try (InputStream in = jar.getInputStream(entries.get(0))) {
      properties.load(in);
    } catch (IllegalArgumentException e) {
      return null;
    }
    return properties.getProperty("version");
  }

  private static String identity(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MAX_HASHED_BYTES) {
      return "bytes:" + size;
    }
    MessageDigest digest = ObjectFormat.SHA1.digest();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return "sha1:" + HexFormat.of().formatHex(digest.digest());
  }
}
