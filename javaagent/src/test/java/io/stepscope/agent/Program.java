package io.stepscope.agent;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stepscope.launcher.TestJdk;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program of the tests in a JVM of its own, with the packaged jar as the agent or without.
 *
 * @param jdk what runs it
 * @param dir where its files go; its runs into {@code runs} there
 * @param options of the JVM
 * @param classPath jars and folders
 */
record Program(TestJdk jdk, Path dir, List<String> options, List<String> classPath) {

  static final Path JAR = Path.of("target", "stepscope.jar").toAbsolutePath();
  private static final String PACKAGE = "io.stepscope.agent.program.";
  private static final String RECORDING = "histograms=every:1,trackers=,progress=off,probes=off";

  /** With the frameworks, and nothing of Stepscope. */
  static Program plain(TestJdk jdk, Path dir) {
    List<String> options = new ArrayList<>();
    for (String property :
        List.of(
            "ai.djl.pytorch.num_threads",
            "ai.djl.pytorch.num_interop_threads",
            "org.bytedeco.javacpp.cachedir",
            "java.awt.headless")) {
      options.add("-D" + property + "=" + System.getProperty(property));
    }
    options.add("-Xmx512m");
    return new Program(jdk, dir, options, frameworks());
  }

  /** The same with the agent, which looks at tensors in every step. */
  Program withAgent() {
    return withAgent("dir=" + runs() + "," + RECORDING);
  }

  Program withAgent(String arguments) {
    return withOption("-javaagent:" + JAR + (arguments.isEmpty() ? "" : "=" + arguments));
  }

  /** The same with the listeners on the class path, configured as the agent is. */
  Program withListeners() {
    List<String> more = new ArrayList<>(options);
    more.add("-Dstepscope.dir=" + runs());
    for (String setting : RECORDING.split(",")) {
      more.add("-Dstepscope." + setting);
    }
    List<String> jars = new ArrayList<>(classPath);
    entries()
        .filter(Program::isStepscope)
        .filter(entry -> !entry.endsWith("-tests.jar") && !entry.contains("javaagent"))
        .forEach(jars::add);
    return new Program(jdk, dir, more, jars);
  }

  Program withOption(String option) {
    List<String> more = new ArrayList<>(options);
    more.add(option);
    return new Program(jdk, dir, more, classPath);
  }

  Program withJar(Path jar) {
    List<String> more = new ArrayList<>(classPath);
    more.add(jar.toAbsolutePath().toString());
    return new Program(jdk, dir, options, more);
  }

  /** With all that it runs on only in the property {@code other}, not on the class path. */
  Program inOtherLoader() {
    List<String> more = new ArrayList<>(options);
    more.add("-Dother=" + String.join(File.pathSeparator, classPath));
    return new Program(jdk, dir, more, List.of(programs()));
  }

  /** With another version of DJL in the place of this one: the jars of a folder. */
  Program withDjl(Path folder) throws IOException {
    List<String> jars = new ArrayList<>(classPath);
    jars.removeIf(
        entry -> {
          String name = new File(entry).getName();
          return name.matches("(api|(pytorch|mxnet)-engine|pytorch-(jni|native)).*");
        });
    try (Stream<Path> others = Files.list(folder)) {
      others.map(jar -> jar.toAbsolutePath().toString()).sorted().forEach(jars::add);
    }
    return new Program(jdk, dir, options, jars);
  }

  /** The folder that its runs go into. */
  Path runs() {
    return dir.resolve("runs");
  }

  /** Runs to the end. */
  Ended run(String main, String... arguments) throws Exception {
    Started started = start(main, arguments);
    if (!started.process.waitFor(180, TimeUnit.SECONDS)) {
      started.process.destroyForcibly();
      throw new AssertionError(main + " did not end within three minutes");
    }
    return new Ended(
        started.process.exitValue(), read(started.out.toPath()), read(started.err.toPath()));
  }

  Started start(String main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(jdk.java().toString()));
    command.addAll(options);
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath), PACKAGE + main));
    command.addAll(Arrays.asList(arguments));
    Files.createDirectories(dir);
    File out = Files.createTempFile(dir, "out", "").toFile();
    File err = Files.createTempFile(dir, "err", "").toFile();
    Process process =
        new ProcessBuilder(command)
            .directory(Files.createTempDirectory(dir, "cwd").toFile())
            .redirectOutput(out)
            .redirectError(err)
            .start();
    return new Started(process, out, err);
  }

  /** Skips a test where the natives of MXNet are not there. */
  static void assumeMxNet() {
    assumeTrue(
        entries().anyMatch(entry -> entry.contains("mxnet-native")),
        "MXNet has natives for Linux on x86-64 only, in this build");
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  private static List<String> frameworks() {
    List<String> jars = new ArrayList<>(List.of(programs()));
    entries()
        .filter(entry -> entry.endsWith(".jar") && !isStepscope(entry))
        .filter(
            entry ->
                Stream.of(
                        "byte-buddy",
                        "junit",
                        "assertj",
                        "archunit",
                        "picocli",
                        "opentest4j",
                        "apiguardian",
                        "surefire")
                    .noneMatch(new File(entry).getName()::contains))
        .forEach(jars::add);
    return jars;
  }

  private static String programs() {
    return Path.of("target", "test-classes").toAbsolutePath().toString();
  }

  private static boolean isStepscope(String entry) {
    return new File(entry).getName().startsWith("stepscope");
  }

  private static Stream<String> entries() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator));
  }

  /** A program that runs. */
  record Started(Process process, File out, File err) {}

  /** A program that ended. */
  record Ended(int code, String out, String err) {

    /** Standard error without what Stepscope said. */
    String errOfItsOwn() {
      StringBuilder own = new StringBuilder();
      err.lines()
          .filter(line -> !line.startsWith("stepscope: "))
          .forEach(line -> own.append(line).append('\n'));
      return own.toString();
    }

    /** What Stepscope said. */
    List<String> said() {
      return err.lines().filter(line -> line.startsWith("stepscope: ")).toList();
    }
  }
}
