package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.agent.Forked.Ended;
import io.stepscope.launcher.TestJdk;
import io.stepscope.training.testkit.RecordedRun;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs whose classes are found in all the ways that there are. */
class LoadersIT {

  private static final String LOOP = "io.stepscope.agent.program.LoopProgram";

  @TempDir private Path dir;

  static Stream<TestJdk> jdks() {
    return TestJdk.all().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void inTheNestedJarsOfSpringBoot(TestJdk jdk) throws Exception {
    Path jar = BootJar.of(dir.resolve("program.jar"), LOOP, djl());
    Forked program = Forked.training(jdk, dir);
    recordsOneRun(program, "-jar", jar.toString());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void inALoaderThatAsksItsParentLast(TestJdk jdk) throws Exception {
    Forked program = Forked.training(jdk, dir);
    Ended watched =
        recordsOneRun(
            program,
            "-cp",
            withPrograms(djl()),
            "io.stepscope.agent.program.ChildFirstProgram",
            LOOP);
    assertThat(watched.out()).startsWith("in ChildFirst\n");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void inTwoCopies(TestJdk jdk) throws Exception {
    Forked program = Forked.training(jdk, dir).with("-Dother=" + withPrograms(djl()));
    Ended plain = twoCopies(program).assertCode(0);
    twoCopies(program.agent("histograms=every:1")).assertSameAs(plain);
    List<RecordedRun> runs = RecordedRun.allIn(program.runs());
    assertThat(runs).hasSize(2);
    assertThat(runs).allSatisfy(run -> assertThat(run.floats("train/loss")).hasSize(7));
    assertThat(runs.get(0).floats("train/loss")).isEqualTo(runs.get(1).floats("train/loss"));
  }

  @Test
  void inTwoCopiesThatTrainAtOnce() throws Exception {
    Forked program = Forked.training(TestJdk.own(), dir).with("-Dother=" + withPrograms(djl()));
    Ended watched = twoCopies(program.agent("histograms=every:1"), "together").assertCode(0);
    List<String> losses = new ArrayList<>();
    List<RecordedRun> runs = RecordedRun.allIn(program.runs());
    assertThat(runs).hasSize(2);
    for (RecordedRun run : runs) {
      assertThat(run.floats("train/loss")).hasSize(7);
      assertThat(run.histogram("gradients/01Linear_weight", 6).count()).isPositive();
      run.floats("train/loss").forEach(loss -> losses.add(printed(loss)));
    }
    assertThat(watched.out().lines().filter(line -> line.startsWith("loss ")))
        .containsExactlyInAnyOrderElementsOf(losses);
  }

  /** On the file system of the natives, so that they can be linked. */
  private static Ended twoCopies(Forked program, String... how) throws Exception {
    Path natives = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "natives");
    try {
      List<String> words =
          new ArrayList<>(
              List.of(
                  "-cp",
                  Forked.CLASSES.toString(),
                  "io.stepscope.agent.program.TwoCopiesProgram",
                  natives.toString()));
      words.addAll(List.of(how));
      return program.run(words.toArray(new String[0]));
    } finally {
      try (Stream<Path> files = Files.walk(natives)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void inModules(TestJdk jdk) throws Exception {
    List<Path> modules = new ArrayList<>();
    List<Path> natives = new ArrayList<>();
    for (Path jar : djl()) {
      // "native" cannot be part of a module's name.
      (jar.getFileName().toString().contains("native") ? natives : modules).add(jar);
    }
    Path module =
        Compiled.program("module", dir.resolve("module"), "--module-path", Compiled.path(modules));
    String folder = "io/stepscope/agent/program";
    Files.createDirectories(module.resolve(folder));
    try (Stream<Path> classes = Files.list(Forked.CLASSES.resolve(folder))) {
      for (Path file : classes.toList()) {
        Files.copy(file, module.resolve(folder).resolve(file.getFileName()));
      }
    }
    modules.add(module);
    Forked program = Forked.training(jdk, dir);
    recordsOneRun(
        program,
        "-cp",
        Compiled.path(natives),
        "--module-path",
        Compiled.path(modules),
        "-m",
        "com.acme.training/" + LOOP);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void inAModuleThatNeedsTheSmallestPartOfTheJdk(TestJdk jdk) throws Exception {
    Path byteBuddy = Path.of("target", "other-byte-buddy").toAbsolutePath();
    Path module =
        Compiled.program("loop", dir.resolve("loop"), "--module-path", byteBuddy.toString());
    String[] words = {
      "--module-path",
      module + File.pathSeparator + byteBuddy,
      "-m",
      "com.acme.loop/com.acme.loop.Loop"
    };
    Forked program = Forked.on(jdk, dir);
    Ended plain = program.run(words).assertCode(0);
    assertThat(plain.out())
        .contains("module net.bytebuddy true", "java.net.http false", "java.sql false");
    Path loaded = dir.resolve("loaded");
    Ended watched =
        program
            .with("-Xlog:class+load:file=" + loaded)
            .agent("step=com.acme.loop.Loop#step", "trackers=tensorboard+jsonl")
            .run(words)
            .assertSameAs(plain);
    assertThat(watched.said()).hasSize(2);
    assertThat(Files.readAllLines(loaded))
        .filteredOn(line -> line.contains(" net.bytebuddy.ByteBuddy source: "))
        .hasSize(2)
        .anyMatch(line -> line.contains("stepscope.jar"))
        .anyMatch(line -> line.contains("byte-buddy-1.17.7.jar"));
    assertThat(program.recorded().timings("time/step")).hasSize(3);
    assertThat(files(program.dir()))
        .anyMatch(file -> file.contains("tfevents"))
        .anyMatch(file -> file.endsWith(".jsonl"));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void onAJavaThatHasNothingMore(TestJdk jdk) throws Exception {
    Forked program = new Forked(Image.of(jdk, dir), dir, List.of());
    String main = "io.stepscope.agent.program.StepProgram";
    Ended plain = program.run("-cp", Forked.CLASSES.toString(), main, "plain").assertCode(0);
    program
        .agent("step=" + main + "#trainOnce(int)", "trackers=tensorboard+jsonl")
        .run("-cp", Forked.CLASSES.toString(), main, "plain")
        .assertSameAs(plain);
    assertThat(program.recorded().timings("time/step")).hasSize(5);
    assertThat(files(program.runs())).anyMatch(file -> file.contains("tfevents"));
    assertThat(
            program
                .run(
                    "-jar",
                    Forked.JAR.toString(),
                    "show",
                    "latest",
                    "--dir",
                    program.runs().toString())
                .assertCode(0)
                .out())
        .contains("5 steps");
    Ended attach = program.run("-jar", Forked.JAR.toString(), "attach", "1").assertCode(1);
    assertThat(attach.err())
        .isEqualTo(
            "stepscope: this Java cannot attach to programs (it lacks the module jdk.attach);"
                + " run attach with the java of a JDK\n");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void besideOtherVersionsOfLibraries(TestJdk jdk) throws Exception {
    List<Path> jars = jars(Path.of("target", "libraries"));
    jars.addAll(jars(Path.of("target", "other-byte-buddy")));
    List<Path> classPath =
        new ArrayList<>(
            List.of(
                Compiled.program("libraries", dir.resolve("classes"), "-cp", Compiled.path(jars))));
    classPath.addAll(jars);
    Forked program = Forked.on(jdk, dir);
    String[] words = {"-cp", Compiled.path(classPath), "LibrariesProgram"};
    Ended plain = program.run(words).assertCode(0);
    assertThat(plain.out()).contains("byte-buddy-1.17.7.jar", "picocli.CommandLine false");
    program
        .agent("step=LibrariesProgram#step", "trackers=tensorboard+jsonl")
        .run(words)
        .assertSameAs(plain);
    assertThat(program.recorded().timings("time/step")).hasSize(3);
  }

  /** With DJL, the same for the program, and all of its losses. */
  private static Ended recordsOneRun(Forked program, String... words) throws Exception {
    Ended plain = program.run(words).assertCode(0);
    Ended watched = program.agent("histograms=every:1").run(words).assertSameAs(plain);
    RecordedRun run = program.recorded();
    assertThat(run.floats("train/loss"))
        .extracting(LoadersIT::printed)
        .isEqualTo(plain.out().lines().filter(line -> line.startsWith("loss ")).toList())
        .hasSize(7);
    assertThat(run.histogramNames()).contains("gradients/01Linear_weight");
    return watched;
  }

  private static String printed(float loss) {
    return "loss " + Integer.toHexString(Float.floatToRawIntBits(loss));
  }

  private static String withPrograms(List<Path> jars) {
    return Forked.CLASSES + File.pathSeparator + Compiled.path(jars);
  }

  /** DJL with PyTorch, and what they need. */
  private static List<Path> djl() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar"))
        .map(Path::of)
        .filter(
            jar ->
                Stream.of("/ai/djl/", "/gson/", "/jna/", "/commons-", "/slf4j-")
                    .anyMatch(jar.toString().replace('\\', '/')::contains))
        // MXNet's natives end a process that loads them twice.
        .filter(jar -> !jar.toString().contains("mxnet"))
        .distinct()
        .toList();
  }

  private static List<Path> jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return new ArrayList<>(files.map(Path::toAbsolutePath).sorted().toList());
    }
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(Path::toString).toList();
    }
  }
}
