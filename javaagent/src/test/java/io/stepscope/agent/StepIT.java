package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.agent.Forked.Ended;
import io.stepscope.agent.Forked.Started;
import io.stepscope.event.ConsoleLine;
import io.stepscope.event.Params;
import io.stepscope.event.RunStatus;
import io.stepscope.launcher.TestJdk;
import io.stepscope.training.testkit.RecordedRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Loops that no framework has a part in, by the name of their step method alone. */
class StepIT {

  private static final String PROGRAM = "io.stepscope.agent.program.StepProgram";

  @TempDir private Path dir;

  static Stream<TestJdk> jdks() {
    return TestJdk.all().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void everyCallIsAStep(TestJdk jdk) throws Exception {
    Forked program = Forked.on(jdk, dir);
    Ended plain = run(program, "plain");
    Ended watched = run(program.agent("step=" + PROGRAM + "#trainOnce(int)"), "plain");
    assertThat(watched.assertSameAs(plain).said()).hasSize(2);
    RecordedRun run = program.recorded();
    assertThat(run.timings("time/step")).containsOnlyKeys(0L, 1L, 2L, 3L, 4L);
    assertThat(run.timings("time/step").values()).allMatch(nanos -> nanos > 0);
    assertThat(run.completeSteps()).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertThat(run.params(Params.Group.TAGS)).containsEntry("step", PROGRAM + "#trainOnce(int)");
    assertThat(run.all(ConsoleLine.class))
        .extracting(line -> line.stamp().step() + " " + line.text())
        .containsExactly(
            "-1 begins",
            "0 batch 0",
            "1 batch 1",
            "2 batch 2",
            "3 batch 3",
            "4 batch 4",
            "5 " + plain.out().lines().reduce((first, last) -> last).orElseThrow());
    assertThat(program.state().status()).isEqualTo(RunStatus.FINISHED);
  }

  @ParameterizedTest
  @CsvSource({"descend,2", "trainOnce,2", "trainAll,1"})
  void aCallInACallIsNoStepOfItsOwn(String method, int steps) throws Exception {
    Forked program = Forked.on(TestJdk.own(), dir);
    Ended plain = run(program, "nested");
    run(program.agent("step=" + PROGRAM + "#" + method), "nested").assertSameAs(plain);
    assertThat(program.recorded().timings("time/step")).hasSize(steps);
  }

  @Test
  void severalThreadsTakeTheNextStepEach() throws Exception {
    Forked program = Forked.on(TestJdk.own(), dir);
    Ended plain = run(program, "threads");
    run(program.agent("step=" + PROGRAM + "#add"), "threads").assertSameAs(plain);
    Long[] all = LongStream.range(0, 100).boxed().toArray(Long[]::new);
    assertThat(program.recorded().timings("time/step")).containsOnlyKeys(all);
    assertThat(program.recorded().completeSteps()).containsExactlyInAnyOrder(all);
  }

  @Test
  void aStepMayThrow() throws Exception {
    Forked program = Forked.on(TestJdk.own(), dir);
    String step = "step=" + PROGRAM + "#trainOnce(int)";
    run(program.agent(step), "caught").assertSameAs(run(program, "caught"));
    assertThat(program.recorded().timings("time/step")).hasSize(3);
    assertThat(program.state().status()).isEqualTo(RunStatus.FINISHED);
    Forked other = Forked.on(TestJdk.own(), dir.resolve("uncaught"));
    Ended watched = run(other.agent(step), "throws").assertSameAs(run(other, "throws"));
    assertThat(watched.code()).isEqualTo(1);
    assertThat(other.recorded().timings("time/step")).hasSize(2);
    assertThat(other.state().status()).isEqualTo(RunStatus.FAILED);
    assertThat(other.state().reason()).isEqualTo("java.lang.IllegalStateException: no batch -1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "StepProgram#trainOne | there is no such method, but add(double), descend(int),"
            + " inThreads(int+int), main(String[]), onADevice(), survive(), trainAll(),"
            + " trainOnce(int), trainOnce(int+double)",
        "StepProgram#trainOnce(long) | there is no such method, but trainOnce(int),"
            + " trainOnce(int+double)",
        "StepProgram#onADevice | it is native; name another"
      })
  void oneLineSaysWhatIsWrongWithAMethod(String method, String why) throws Exception {
    Forked program = Forked.on(TestJdk.own(), dir);
    String step = "io.stepscope.agent.program." + method;
    Ended watched = run(program.agent("step=" + step), "plain");
    assertThat(watched.assertSameAs(run(program, "plain")).said())
        .containsExactly("stepscope: step=" + step + " is not recorded: " + why);
    assertThat(program.runs()).doesNotExist();
  }

  @Test
  void oneLineSaysThatSeveralMethodsAreMeant() throws Exception {
    Forked program = Forked.on(TestJdk.own(), dir);
    String step = PROGRAM + "#trainOnce";
    assertThat(run(program.agent("step=" + step), "plain").said())
        .hasSize(3)
        .first()
        .isEqualTo(
            "stepscope: step="
                + step
                + " means 2 methods, and a call of any of them is a step; to choose one: "
                + step
                + "(int)");
    assertThat(program.recorded().timings("time/step")).hasSize(5);
  }

  @Test
  void oneLineSaysThatThereIsNoSuchClass() throws Exception {
    Forked program = Forked.on(TestJdk.own(), dir);
    Ended plain = run(program, "plain");
    for (String step : List.of("com.acme.Loop#trainOnce", PROGRAM + "s#trainOnce", PROGRAM)) {
      Ended watched = run(program.agent("step=" + step), "plain");
      assertThat(watched.assertSameAs(plain).said())
          .containsExactly(
              "stepscope: step="
                  + step
                  + " was not recorded: the program loaded no such class; it must be"
                  + " package.Class#method, of a class that the program uses");
    }
    assertThat(program.runs()).doesNotExist();
  }

  @Test
  void theMethodMayBeNamedWhereOtherKeysAre() throws Exception {
    Forked file = Forked.on(TestJdk.own(), dir.resolve("file"));
    Files.createDirectories(file.dir().resolve("cwd"));
    Files.writeString(
        file.dir().resolve("cwd").resolve("stepscope.properties"),
        "step = " + PROGRAM + "#trainOnce(int, double)\nconsole = off\n");
    assertThat(run(file.agent(), "plain").said()).hasSize(2);
    assertThat(file.recorded().timings("time/step")).hasSize(5);
    assertThat(file.recorded().all(ConsoleLine.class)).isEmpty();
    Forked property = Forked.on(TestJdk.own(), dir.resolve("property"));
    run(property.with("-Dstepscope.step=" + PROGRAM + "#trainOnce(int)").agent(), "plain");
    assertThat(property.recorded().timings("time/step")).hasSize(5);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void stepsAreRecordedFromTheMomentTheAgentIsAttached(TestJdk jdk) throws Exception {
    Forked program = Forked.on(jdk, dir).with("-XX:+EnableDynamicAgentLoading");
    Started started =
        program.start("-cp", Forked.CLASSES.toString(), PROGRAM.replace("Step", "Exit"), "patient");
    started.awaitLine("waits");
    String pid = Long.toString(started.process().pid());
    Forked client = Forked.on(jdk, dir.resolve("client"));
    client
        .run(
            "-jar",
            Forked.JAR.toString(),
            "attach",
            pid,
            "trackers=,dir="
                + program.runs()
                + ",step=io.stepscope.agent.program.ExitProgram#trainOnce")
        .assertCode(0);
    started.process().getOutputStream().close();
    started.end().assertCode(0);
    assertThat(program.recorded().timings("time/step")).hasSize(2);
  }

  private static Ended run(Forked program, String how) throws Exception {
    return program.run("-cp", Forked.CLASSES.toString(), PROGRAM, how);
  }
}
