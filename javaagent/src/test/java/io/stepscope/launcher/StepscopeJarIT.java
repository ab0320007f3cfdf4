package io.stepscope.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stepscope.Run;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The jar as users get it, in JVMs of its own. */
class StepscopeJarIT {
  private static final Path JAR = Path.of("target", "stepscope.jar");
  private static final long LARGEST = 18L << 20;

  @TempDir private Path dir;

  static Stream<TestJdk> jdks() {
    return TestJdk.all().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void answersHelpAndVersion(TestJdk jdk) throws Exception {
    Finished help = stepscope(jdk, "--help");
    assertThat(help.code()).isZero();
    assertThat(help.out())
        .contains(
            "Usage: stepscope",
            "runs",
            "show",
            "export",
            "sync",
            "import",
            "control",
            "doctor",
            "prune",
            "attach");
    assertThat(help.err()).isEmpty();
    Finished version = stepscope(jdk, "--version");
    assertThat(version.out()).matches("stepscope \\d+\\.\\d+\\S*\n");
    assertThat(version.err()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void tellsWrongUsageAndAMissingRunApart(TestJdk jdk) throws Exception {
    Finished wrong = stepscope(jdk, "show");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).startsWith("stepscope: ").hasLineCount(1);
    Finished missing = stepscope(jdk, "show", "x", "--dir", dir.toString());
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).isEqualTo("stepscope: no runs in " + dir + "\n");
    assertThat(wrong.out() + missing.out()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void readsARunThatWasRecordedElsewhere(TestJdk jdk) throws Exception {
    record("trial");
    Finished runs = stepscope(jdk, "runs", "--dir", dir.toString());
    assertThat(runs.out()).containsPattern("r1 +trial +digits +finished");
    Finished show = stepscope(jdk, "show", "latest", "--dir", dir.toString());
    assertThat(show.out()).contains("train/loss  0.25", "3 steps");
    Finished export = stepscope(jdk, "export", "trial", "--dir", dir.toString());
    assertThat(export.out().lines().filter(line -> line.contains("\"train/loss\""))).hasSize(3);
    for (Finished finished : List.of(runs, show, export)) {
      assertThat(finished.code()).isZero();
      assertThat(finished.err()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void findsItsTrackersThroughTheIsolatedLoader(TestJdk jdk) throws Exception {
    record("trial");
    Finished sync = stepscope(jdk, "sync", "trial", "--to", "tensorboard", "--dir", dir.toString());
    assertThat(sync.err()).isEmpty();
    assertThat(sync.out()).containsPattern("tensorboard +(complete|up to date)");
    assertThat(sync.code()).isZero();
    Finished show = stepscope(jdk, "show", "trial", "--dir", dir.toString());
    assertThat(show.out()).containsPattern("tensorboard +complete +[1-9]");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void importsAndExaminesThroughTheIsolatedLoader(TestJdk jdk) throws Exception {
    record("trial");
    Path files = dir.resolve("files");
    Files.createDirectories(files);
    stepscope(jdk, "sync", "trial", "--to", "tensorboard", "--dir", dir.toString());
    try (Stream<Path> all = Files.walk(dir.resolve("r1"))) {
      for (Path file : all.filter(path -> path.toString().contains("tfevents")).toList()) {
        Files.copy(file, files.resolve(String.valueOf(file.getFileName())));
      }
    }
    Finished imported =
        stepscope(jdk, "import", "tensorboard", files.toString(), "--dir", dir.toString());
    assertThat(imported.err()).isEmpty();
    assertThat(imported.out()).containsPattern("files  imported \\d+ scalars");
    assertThat(imported.code()).isZero();
    Finished doctor =
        stepscope(jdk, "doctor", "--tracker", "tensorboard,jsonl", "--dir", dir.toString());
    assertThat(doctor.out())
        .contains("ok       run folder: locks work", "ok       tensorboard: folder writes")
        .doesNotContain("problem");
    assertThat(doctor.code()).isZero();
    String noLibrary = files.resolve("none.so").toString();
    Finished library = stepscope(jdk, "load-library", noLibrary);
    assertThat(library.code()).isEqualTo(1);
    assertThat(library.out()).contains("none.so");
  }

  @Test
  void isTestedOnJdk25() {
    assumeTrue(
        TestJdk.all().stream().anyMatch(jdk -> jdk.feature() >= 25),
        "no JDK 25 or newer beside "
            + System.getProperty("java.home")
            + "; set JAVA_HOME_25 to test on one");
  }

  @Test
  void onlyTheLauncherIsVisibleToOthers() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      List<String> visible =
          jar.stream()
              .map(JarEntry::getName)
              .filter(name -> !name.startsWith("isolated/") && !name.endsWith("/"))
              .toList();
      assertThat(visible)
          .filteredOn(name -> name.endsWith(".class"))
          .isNotEmpty()
          .allMatch(name -> name.startsWith("io/stepscope/launcher/"));
      assertThat(visible)
          .filteredOn(name -> !name.endsWith(".class"))
          .containsExactlyInAnyOrder(
              "META-INF/MANIFEST.MF",
              "META-INF/LICENSE",
              "META-INF/NOTICE",
              "META-INF/licenses/THIRD-PARTY.txt");
      assertThat(jar.stream().map(JarEntry::getName))
          .noneMatch(name -> name.startsWith("isolated/") && name.endsWith(".class"));
    }
  }

  @Test
  void isAgentAndCommandLine() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      assertThat(manifest.getValue("Main-Class"))
          .isEqualTo("io.stepscope.launcher.StepscopeLauncher");
      for (String entry : List.of("Premain-Class", "Agent-Class")) {
        assertThat(manifest.getValue(entry)).isEqualTo("io.stepscope.launcher.StepscopeAgent");
      }
      assertThat(manifest.getValue("Can-Retransform-Classes")).isEqualTo("true");
      for (String inside :
          List.of(
              "isolated/io/stepscope/agent/AgentStart.classdata",
              "isolated/io/stepscope/djl/TrainerAdapter.classdata",
              "isolated/io/stepscope/dl4j/NetworkAdapter.classdata",
              "isolated/net/bytebuddy/ByteBuddy.classdata",
              "isolated/bootstrap/io/stepscope/bridge/Bridge.classdata")) {
        assertThat(jar.getJarEntry(inside)).as(inside).isNotNull();
      }
      assertThat(jar.stream().map(JarEntry::getName))
          .noneMatch(
              name ->
                  name.startsWith("isolated/ai/")
                      || name.startsWith("isolated/org/deeplearning4j/")
                      || name.startsWith("isolated/org/nd4j/")
                      || name.startsWith("isolated/io/stepscope/bridge/"));
    }
  }

  @Test
  void holdsEveryServiceOfEveryJarInside() throws IOException {
    Set<String> wanted = new TreeSet<>();
    try (Stream<Path> jars = Files.list(Path.of("target", "isolated-jars"))) {
      for (Path jar : jars.toList()) {
        wanted.addAll(services(jar, ""));
      }
    }
    // Of a library that is not inside.
    wanted.removeIf(line -> line.startsWith("io.micrometer.context."));
    assertThat(services(JAR, "isolated/")).containsAll(wanted);
    assertThat(wanted).anyMatch(line -> line.startsWith("io.stepscope.tracker.TrackerProvider "));
    assertThat(wanted).anyMatch(line -> line.startsWith("io.stepscope.probe.ProbeProvider "));
    assertThat(wanted).anyMatch(line -> line.startsWith("io.stepscope.probe.AcceleratorProvider "));
  }

  @Test
  void namesEveryLibraryInsideWithItsLicence() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile());
        Stream<Path> jars = Files.list(Path.of("target", "isolated-jars"))) {
      JarEntry entry = jar.getJarEntry("META-INF/licenses/THIRD-PARTY.txt");
      String notice = new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
      assertThat(jars.map(path -> path.getFileName().toString()))
          .filteredOn(name -> !name.startsWith("stepscope-"))
          .isNotEmpty()
          .allSatisfy(
              name ->
                  assertThat(notice.toLowerCase(Locale.ROOT))
                      .contains(name.substring(0, name.indexOf('-')).toLowerCase(Locale.ROOT)));
    }
  }

  @Test
  void theSameSourcesGiveTheSameBytes() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      List<JarEntry> entries = jar.stream().toList();
      assertThat(entries.stream().map(JarEntry::getTime).distinct()).hasSize(1);
      List<String> files =
          entries.stream()
              .map(JarEntry::getName)
              .filter(name -> !name.endsWith("/") && !name.equals("META-INF/MANIFEST.MF"))
              // Folder by folder: what is in "a" comes before "a-b", though / sorts after -.
              .map(name -> name.replace('/', '\0'))
              .toList();
      // Folder by folder: win32/ comes before win32-x86-64/.
      assertThat(files)
          .isSortedAccordingTo(Comparator.comparing((String name) -> name.replace('/', '\0')));
      assertThat(jar.getManifest().getMainAttributes().keySet())
          .extracting(Object::toString)
          .contains("Implementation-Version", "Enable-Native-Access")
          .doesNotContain("Built-By", "Build-Jdk");
    }
  }

  /** For the host where it is read with JNA, and for NVIDIA's driver where there is one. */
  @Test
  void holdsNoNativeLibrariesButThoseOfSystemsThatAreReadWithThem() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.stream().map(JarEntry::getName))
          .filteredOn(name -> name.matches(".*\\.(so|dll|dylib|jnilib|a|lib)(\\.\\d+)*"))
          .containsExactlyInAnyOrder(
              "isolated/com/sun/jna/darwin-aarch64/libjnidispatch.jnilib",
              "isolated/com/sun/jna/darwin-x86-64/libjnidispatch.jnilib",
              "isolated/com/sun/jna/linux-aarch64/libjnidispatch.so",
              "isolated/com/sun/jna/linux-x86-64/libjnidispatch.so",
              "isolated/com/sun/jna/win32-x86-64/jnidispatch.dll",
              "isolated/io/stepscope/probe/nvidia/shipped/lib/libJCudaDriver-12.6.0-linux-x86_64.so");
    }
  }

  @Test
  void isSmallEnoughToDownloadWithoutThinking() throws IOException {
    long bytes = Files.size(JAR);
    System.out.printf("stepscope.jar: %,d bytes%n", bytes);
    assertThat(bytes).isLessThan(LARGEST);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void theLauncherUsesNeitherLoggingNorManagement(TestJdk jdk) throws Exception {
    Finished finished =
        run(jdk, List.of("-Xlog:class+load:file=" + dir.resolve("loaded")), "--help");
    assertThat(finished.code()).isZero();
    List<String> loaded = Files.readAllLines(dir.resolve("loaded"));
    int handedOver = indexOf(loaded, "io.stepscope.viewer.StepscopeCommand ");
    assertThat(loaded.subList(indexOf(loaded, "io.stepscope.launcher."), handedOver))
        .noneMatch(
            line -> line.contains("java.util.logging.") || line.contains("java.lang.management."));
  }

  private static int indexOf(List<String> lines, String word) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains(word)) {
        return i;
      }
    }
    throw new AssertionError("no line contains " + word);
  }

  private void record(String name) {
    try (Run run =
        Run.builder()
            .dir(dir)
            .id("r1")
            .name(name)
            .experiment("digits")
            .set("trackers", "")
            .set("progress", "off")
            .start()) {
      for (int step = 0; step < 3; step++) {
        run.scalar("train/loss", step, 1f / (1 << step));
        run.stepComplete(step);
      }
    }
  }

  private static Set<String> services(Path file, String prefix) throws IOException {
    Set<String> lines = new TreeSet<>();
    String folder = prefix + "META-INF/services/";
    try (JarFile jar = new JarFile(file.toFile())) {
      for (JarEntry entry : jar.stream().toList()) {
        if (entry.getName().startsWith(folder) && !entry.isDirectory()) {
          String service = entry.getName().substring(folder.length());
          try (InputStream in = jar.getInputStream(entry)) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> lines.add(service + " " + line.strip()));
          }
        }
      }
    }
    return lines;
  }

  private record Finished(int code, String out, String err) {}

  private Finished stepscope(TestJdk jdk, String... arguments) throws Exception {
    return run(jdk, List.of(), arguments);
  }

  private Finished run(TestJdk jdk, List<String> jvmOptions, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(jdk.java().toString()));
    command.addAll(jvmOptions);
    command.addAll(List.of("-jar", JAR.toAbsolutePath().toString()));
    command.addAll(List.of(arguments));
    File out = Files.createTempFile(dir, "out", "").toFile();
    File err = Files.createTempFile(dir, "err", "").toFile();
    Process process =
        new ProcessBuilder(command)
            .directory(Files.createTempDirectory(dir, "cwd").toFile())
            .redirectOutput(out)
            .redirectError(err)
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("did not end within a minute: " + command);
    }
    return new Finished(
        process.exitValue(),
        Files.readString(out.toPath(), StandardCharsets.UTF_8),
        Files.readString(err.toPath(), StandardCharsets.UTF_8));
  }
}
