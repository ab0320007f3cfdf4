package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stepscope.agent.Program.Ended;
import io.stepscope.agent.Program.Started;
import io.stepscope.launcher.TestJdk;
import io.stepscope.training.testkit.RecordedRun;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attaching to programs that run. */
class AttachIT {

  @TempDir private Path dir;

  private final List<Process> started = new ArrayList<>();

  static Stream<TestJdk> jdks() {
    return TestJdk.all().stream();
  }

  @AfterEach
  void endPrograms() {
    started.forEach(Process::destroyForcibly);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void recordsWhatIsTrainedFromThenOn(TestJdk jdk) throws Exception {
    Program program = Program.plain(jdk, dir);
    Process process = patient(program);
    String settings = "dir=" + program.runs() + ",histograms=every:1,trackers=,progress=off";
    Ended attached = stepscope(jdk, "attach", Long.toString(process.pid()), settings);
    assertThat(attached)
        .isEqualTo(
            new Ended(
                0,
                "attached to process "
                    + process.pid()
                    + "; what it trains from now on is recorded\n",
                ""));
    Ended again = stepscope(jdk, "attach", Long.toString(process.pid()));
    assertThat(again.err())
        .isEqualTo("stepscope: process " + process.pid() + " has the agent already\n");
    assertThat(again.code()).isEqualTo(1);
    process.getOutputStream().close();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(Recorded.only(program.runs()).floats("train/loss")).hasSize(7);
    assertThat(Recorded.values(Recorded.only(program.runs()))).hasSizeGreaterThan(50);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void recordsATrainingOnItsWayFromItsNextStepOn(TestJdk jdk) throws Exception {
    Program program = Program.plain(jdk, dir);
    Started patient = patient(program, "midway");
    String settings = "dir=" + program.runs() + ",histograms=every:1,trackers=,progress=off";
    String pid = Long.toString(patient.process().pid());
    assertThat(stepscope(jdk, "attach", pid, settings).code()).isZero();
    patient.process().getOutputStream().close();
    assertThat(patient.process().waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(patient.process().exitValue()).isZero();
    RecordedRun run = Recorded.only(program.runs());
    assertThat(run.floats("train/loss"))
        .extracting(loss -> "loss " + Integer.toHexString(Float.floatToRawIntBits(loss)))
        .isEqualTo(Files.readAllLines(patient.out().toPath()).subList(3, 7));
    assertThat(run.timings("time/forward")).hasSize(4);
    assertThat(run.histogramNames()).contains("gradients/01Linear_weight");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void saysPlainlyWhenTheJvmRefuses(TestJdk jdk) throws Exception {
    Process noLoading =
        patient(Program.plain(jdk, dir.resolve("a")).withOption("-XX:-EnableDynamicAgentLoading"));
    assertThat(stepscope(jdk, "attach", Long.toString(noLoading.pid())))
        .isEqualTo(
            new Ended(
                1,
                "",
                "stepscope: process "
                    + noLoading.pid()
                    + " takes no agents while it runs; start it with"
                    + " -XX:+EnableDynamicAgentLoading, or with -javaagent\n"));
    Process noAttach =
        patient(Program.plain(jdk, dir.resolve("b")).withOption("-XX:+DisableAttachMechanism"));
    Ended refused = stepscope(jdk, "attach", Long.toString(noAttach.pid()));
    assertThat(refused.err()).contains("-XX:+DisableAttachMechanism").hasLineCount(1);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(noAttach.isAlive()).isTrue();
  }

  @Test
  void saysPlainlyWhenThereIsNothingToAttachTo() throws Exception {
    TestJdk jdk = TestJdk.own();
    Process gone = new ProcessBuilder(jdk.java().toString(), "-version").start();
    gone.waitFor();
    assertThat(stepscope(jdk, "attach", Long.toString(gone.pid())).err())
        .isEqualTo("stepscope: there is no process " + gone.pid() + "\n");
    assertThat(stepscope(jdk, "attach", "me").code()).isEqualTo(2);
    Ended wrong = stepscope(jdk, "attach", Long.toString(gone.pid()), "histogram=off");
    assertThat(wrong.err()).startsWith("stepscope: unknown key 'histogram'").hasLineCount(1);
    assertThat(wrong.code()).isEqualTo(1);
  }

  /** The signal that attaching begins with would end it. */
  @Test
  void leavesProcessesAloneThatAreNoJava() throws Exception {
    Path sleep = Path.of("/bin/sleep");
    assumeTrue(Files.isExecutable(sleep), "no " + sleep + " here");
    Process other = new ProcessBuilder(sleep.toString(), "100").start();
    started.add(other);
    Ended refused = stepscope(TestJdk.own(), "attach", Long.toString(other.pid()));
    assertThat(refused.err()).contains("not a Java program").hasLineCount(1);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(other.isAlive()).isTrue();
  }

  @Test
  void saysPlainlyWhenThisJavaCannotAttach() throws Exception {
    Ended refused =
        run(
            List.of(
                TestJdk.own().java().toString(),
                "--limit-modules",
                "java.base,java.instrument",
                "-jar",
                Program.JAR.toString(),
                "attach",
                "1"));
    assertThat(refused.err())
        .isEqualTo(
            "stepscope: this Java cannot attach to programs (it lacks the module jdk.attach);"
                + " run attach with the java of a JDK\n");
  }

  private Process patient(Program program) throws Exception {
    return patient(program, "between").process();
  }

  private Started patient(Program program, String when) throws Exception {
    Path waits = program.dir().resolve("waits");
    Started patient = program.start("PatientProgram", waits.toString(), when);
    started.add(patient.process());
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!Files.exists(waits)) {
      assertThat(patient.process().isAlive()).as("%s", patient.err()).isTrue();
      assertThat(System.nanoTime()).isLessThan(end);
      patient.process().waitFor(20, TimeUnit.MILLISECONDS);
    }
    return patient;
  }

  private Ended stepscope(TestJdk jdk, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(jdk.java().toString(), "-jar", Program.JAR.toString()));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private Ended run(List<String> command) throws Exception {
    Path out = Files.createTempFile(dir, "out", "");
    Path err = Files.createTempFile(dir, "err", "");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
