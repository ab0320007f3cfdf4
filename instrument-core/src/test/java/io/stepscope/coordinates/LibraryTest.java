package io.stepscope.coordinates;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Params.Group;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryTest {

  @TempDir Path folder;

  private Path jar(String name, Map<String, String> manifest, String... pomVersions)
      throws IOException {
    Path file = folder.resolve(name);
    Manifest content = new Manifest();
    content.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.forEach((key, value) -> content.getMainAttributes().putValue(key, value));
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, content)) {
      for (int i = 0; i < pomVersions.length; i++) {
        jar.putNextEntry(new ZipEntry("META-INF/maven/g/a" + i + "/pom.properties"));
        jar.write(("version=" + pomVersions[i]).getBytes(StandardCharsets.UTF_8));
      }
    }
    return file;
  }

  @Test
  void theVersionIsWhatTheBuildToolWrote() throws IOException {
    Map<String, String> manifest = Map.of("Implementation-Version", "2", "Bundle-Version", "3");

    assertThat(Library.of(jar("a-1.0.jar", manifest, "1.0.7")).version()).isEqualTo("1.0.7");
    assertThat(Library.of(jar("a-1.0.jar", manifest, "7", "8")).version()).isEqualTo("2");
    assertThat(Library.of(jar("a.jar", Map.of("Bundle-Version", "3"))).version()).isEqualTo("3");
    assertThat(Library.of(jar("my-lib-1.0-M2.1.jar", Map.of())))
        .extracting(Library::name, Library::version)
        .containsExactly("my-lib", "1.0-M2.1");
    assertThat(Library.of(jar("plain.jar", Map.of())))
        .extracting(Library::name, Library::version)
        .containsExactly("plain", "");
  }

  @Test
  void theIdentityIsTheHashOfTheFile() throws Exception {
    Path file = jar("a-1.0.jar", Map.of());
    String hash =
        HexFormat.of().formatHex(ObjectFormat.SHA1.digest().digest(Files.readAllBytes(file)));

    assertThat(Library.of(file).description()).isEqualTo("1.0 sha1:" + hash);
  }

  @Test
  void largeJarsAreNotHashed() throws IOException {
    Path file = jar("native-2.0.jar", Map.of());
    byte[] bytes = Files.readAllBytes(file);
    long size = Library.MAX_HASHED_BYTES + 1;
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength(size); // sparse; a jar is read from its end
      large.seek(size - bytes.length);
      large.write(bytes);
    }

    assertThat(Library.of(file).description()).isEqualTo("2.0 bytes:" + size);
  }

  @Test
  void findsJarsOnBothPathsAndBehindManifests() throws IOException {
    Path referenced = jar("referenced-1.jar", Map.of());
    Path deep = jar("deep-1.jar", Map.of("Class-Path", "app.jar missing.jar http://host/x.jar"));
    Path app = jar("app.jar", Map.of("Class-Path", "referenced-1.jar " + deep.toUri()));
    Path modules = Files.createDirectories(folder.resolve("modules"));
    Path module = Files.move(jar("module-1.jar", Map.of()), modules.resolve("module-1.jar"));
    ProcessView process =
        new ProcessView(
            Map.of(),
            Map.of(
                "java.class.path",
                "app.jar" + File.pathSeparator + folder + File.pathSeparator + "gone.jar",
                "jdk.module.path",
                "modules"),
            folder,
            folder);

    assertThat(ClassPath.jars(process)).containsExactly(app, referenced, deep, module);
  }

  @Test
  void unreadableJarsAreNamedNotThrown() throws IOException {
    Files.writeString(folder.resolve("broken-1.jar"), "no jar");
    jar("a-1.jar", Map.of());
    Files.createDirectories(folder.resolve("other"));
    Files.copy(folder.resolve("a-1.jar"), folder.resolve("other/a-2.jar"));
    String path = String.join(File.pathSeparator, "broken-1.jar", "a-1.jar", "other/a-2.jar");
    ProcessView process =
        new ProcessView(Map.of(), Map.of("java.class.path", path), folder, folder);

    assertThat(Coordinates.ofLibraries(process).get(Group.ENVIRONMENT).entrySet())
        .extracting(Map.Entry::getKey)
        .containsExactly("library.broken-1.jar", "library.a", "library.a-2.jar");
  }
}
