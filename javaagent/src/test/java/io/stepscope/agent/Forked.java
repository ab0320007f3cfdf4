package io.stepscope.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.folder.RunFolder;
import io.stepscope.folder.RunState;
import io.stepscope.launcher.TestJdk;
import io.stepscope.training.testkit.RecordedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of its own, started in any way that Java has, and what it leaves, byte by byte.
 *
 * @param java the launcher
 * @param dir where its files go; its runs into {@code runs} there
 * @param options of the JVM
 */
record Forked(Path java, Path dir, List<String> options) {

  static final Path JAR = Path.of("target", "stepscope.jar").toAbsolutePath();
  static final Path CLASSES = Path.of("target", "test-classes").toAbsolutePath();

  private static final Pattern OURS = Pattern.compile("(?m)^stepscope: .*\\R");

  /** With memory for small programs and nothing else. */
  static Forked on(TestJdk jdk, Path dir) {
    return new Forked(jdk.java(), dir, List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"));
  }

  /** As {@link #on}, for programs that train with DJL. */
  static Forked training(TestJdk jdk, Path dir) {
    List<String> options = new ArrayList<>(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"));
    String threads = "ai.djl.pytorch.num_threads";
    options.add("-D" + threads + "=" + System.getProperty(threads));
    return new Forked(jdk.java(), dir, options);
  }

  Forked with(String... more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(more));
    return new Forked(java, dir, all);
  }

  /** Under the agent, with runs into the usual folder, the training alone, and these arguments. */
  Forked agent(String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("dir=" + runs(), "trackers=", "progress=off", "probes=off"));
    all.addAll(List.of(arguments));
    return with("-javaagent:" + JAR + "=" + String.join(",", all));
  }

  Path runs() {
    return dir.resolve("runs");
  }

  /** Runs to the end; {@code words} are what follows the options of the JVM. */
  Ended run(String... words) throws Exception {
    return start(words).end();
  }

  Started start(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(options);
    command.addAll(List.of(words));
    Files.createDirectories(dir);
    Path out = Files.createTempFile(dir, "out", "");
    Path err = Files.createTempFile(dir, "err", "");
    Process process =
        new ProcessBuilder(command)
            .directory(Files.createDirectories(dir.resolve("cwd")).toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new Started(command, process, out, err);
  }

  /** The one run that was recorded. */
  RecordedRun recorded() throws IOException {
    return Recorded.only(runs());
  }

  /** How that run stands. */
  RunState state() throws IOException {
    return RunState.of(RunFolder.list(runs()).get(0), Clock.systemUTC());
  }

  /** A JVM that runs. */
  record Started(List<String> command, Process process, Path out, Path err) {

    Ended end() throws Exception {
      if (!process.waitFor(180, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("did not end within three minutes: " + command);
      }
      return new Ended(process.exitValue(), Files.readAllBytes(out), Files.readAllBytes(err));
    }

    /** Waits until it has printed a line on standard output. */
    void awaitLine(String line) throws Exception {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
      while (!Files.readString(out).lines().toList().contains(line)) {
        assertThat(process.isAlive()).as(Files.readString(err)).isTrue();
        assertThat(System.nanoTime()).as("prints " + line).isLessThan(deadline);
        process.waitFor(20, TimeUnit.MILLISECONDS);
      }
    }
  }

  /** A JVM that ended. */
  record Ended(int code, byte[] outBytes, byte[] errBytes) {

    String out() {
      return new String(outBytes, UTF_8);
    }

    String err() {
      return new String(errBytes, UTF_8);
    }

    /** Lines that Stepscope said. */
    List<String> said() {
      return err().lines().filter(line -> line.startsWith("stepscope: ")).toList();
    }

    /** Standard error without those lines, otherwise byte by byte. */
    byte[] errOfItsOwn() {
      String bytes = new String(errBytes, ISO_8859_1);
      return OURS.matcher(bytes).replaceAll("").getBytes(ISO_8859_1);
    }

    /** Asserts that nobody can tell it from {@code other}, but for what Stepscope says. */
    Ended assertSameAs(Ended other) {
      assertThat(new String(outBytes, ISO_8859_1))
          .isEqualTo(new String(other.outBytes, ISO_8859_1));
      assertThat(new String(errOfItsOwn(), ISO_8859_1))
          .isEqualTo(new String(other.errBytes, ISO_8859_1));
      assertThat(code).isEqualTo(other.code);
      return this;
    }

    Ended assertCode(int expected) {
      assertThat(code).as(err()).isEqualTo(expected);
      return this;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      throw new UnsupportedOperationException("compare with assertSameAs");
    }

    @Override
    public int hashCode() {
      return code;
    }
  }
}
