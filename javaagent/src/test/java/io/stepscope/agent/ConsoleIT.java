package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.agent.Forked.Ended;
import io.stepscope.agent.Forked.Started;
import io.stepscope.event.ConsoleLine;
import io.stepscope.event.Params;
import io.stepscope.launcher.TestJdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What programs print and log under the agent: theirs byte by byte, and ours line by line. */
class ConsoleIT {

  private static final String BYTES = "io.stepscope.agent.program.BytesProgram";

  @TempDir private Path dir;

  static Stream<TestJdk> jdks() {
    return TestJdk.all().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void notAByteIsAnother(TestJdk jdk) throws Exception {
    Forked program = Forked.on(jdk, dir);
    Ended plain = bytes(program).assertCode(42);
    assertThat(plain.outBytes().length).isGreaterThan(1_000);
    bytes(program.agent("step=" + BYTES + "#step")).assertSameAs(plain);
    assertThat(program.recorded().all(ConsoleLine.class))
        .hasSizeGreaterThan(90)
        .extracting(ConsoleLine::text)
        .contains("äöü € \ud83d\ude80", "progress 2", " 3.14|formatted", "without an end");
    // One that never takes a step, where lines are kept for a run that does not come.
    assertThat(bytes(program.agent()).assertSameAs(plain).said()).isEmpty();
    Forked latin = Forked.on(jdk, dir.resolve("latin")).with("-Dfile.encoding=ISO-8859-1");
    bytes(latin.agent("step=" + BYTES + "#step")).assertSameAs(bytes(latin));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void loggersAreHeardFromTheStart(TestJdk jdk) throws Exception {
    List<Path> classPath = loggers();
    Forked program = Forked.on(jdk, dir);
    String[] words = {
      "-cp", Compiled.path(classPath), "LoggingProgram", "logback", "log4j", "jul", "progress"
    };
    Ended plain = program.run(words);
    assertThat(plain.err()).contains("jul before");
    Ended watched = program.agent("step=LoggingProgram#step").run(words);
    // Logback and JUL print the time.
    assertThat(watched.out().lines().count()).isEqualTo(plain.out().lines().count());
    assertThat(watched.code()).isZero();
    List<ConsoleLine> lines = program.recorded().all(ConsoleLine.class);
    for (String logger : List.of("logback ", "log4j ", "jul ")) {
      assertThat(lines)
          .filteredOn(line -> line.text().contains(logger))
          .extracting(line -> line.stamp().step() + line.text().split(logger)[1])
          .containsExactly("-1before", "0step 0", "1step 1", "2step 2", "3after");
    }
    assertThat(lines)
        .filteredOn(line -> line.text().contains("progress"))
        .extracting(line -> line.stamp().step() + " " + line.text())
        .containsExactly("0 progress 100 %", "1 progress 100 %", "2 progress 100 %");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void whatIsMissedWhenAttachedIsSaidOnce(TestJdk jdk) throws Exception {
    Forked program = Forked.on(jdk, dir).with("-XX:+EnableDynamicAgentLoading");
    Started started =
        program.start(
            "-cp", Compiled.path(loggers()), "LoggingProgram", "logback", "log4j", "jul", "waits");
    started.awaitLine("waits");
    Forked.on(jdk, dir.resolve("client"))
        .run(
            "-jar",
            Forked.JAR.toString(),
            "attach",
            Long.toString(started.process().pid()),
            "trackers=,dir=" + program.runs() + ",step=LoggingProgram#step")
        .assertCode(0);
    started.process().getOutputStream().close();
    Ended ended = started.end().assertCode(0);
    assertThat(ended.said())
        .filteredOn(line -> line.contains("attached"))
        .containsExactly(
            "stepscope: what Log4j 2 and java.util.logging printed to before the agent was attached"
                + " is kept by them, so their lines are not recorded; with -javaagent they are");
    assertThat(program.recorded().all(ConsoleLine.class))
        .extracting(line -> line.text().replaceAll(".*- ", ""))
        .contains("logback step 2", "logback after");
  }

  @Test
  void ofALongBeginningTheLastLinesAreKept() throws Exception {
    Path classes = Compiled.program("talkative", dir.resolve("classes"));
    Forked program = Forked.on(TestJdk.own(), dir);
    String[] words = {"-cp", classes.toString(), "TalkativeProgram", "5000"};
    Ended plain = program.run(words);
    program.agent("step=TalkativeProgram#step").run(words).assertSameAs(plain);
    assertThat(program.recorded().all(ConsoleLine.class))
        .extracting(ConsoleLine::text)
        .hasSize(1_002)
        .startsWith("line 4000")
        .endsWith("line 4999", "in the step", "after");
    assertThat(program.recorded().params(Params.Group.CONFIG))
        .containsEntry("stepscope/console/not_kept", 4_000L);
  }

  private List<Path> loggers() throws Exception {
    List<Path> jars = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("target", "loggers"))) {
      files.map(Path::toAbsolutePath).sorted().forEach(jars::add);
    }
    List<Path> classPath =
        new ArrayList<>(
            List.of(
                Compiled.program("loggers", dir.resolve("classes"), "-cp", Compiled.path(jars))));
    classPath.addAll(jars);
    return classPath;
  }

  private static Ended bytes(Forked program) throws Exception {
    return program.run("-cp", Forked.CLASSES.toString(), BYTES);
  }
}
