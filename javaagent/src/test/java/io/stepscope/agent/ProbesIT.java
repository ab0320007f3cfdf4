package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.agent.Forked.Ended;
import io.stepscope.event.Params;
import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import io.stepscope.launcher.TestJdk;
import io.stepscope.training.testkit.RecordedRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The host beside an unmodified program, measured by what lies isolated in the jar. */
class ProbesIT {
  private static final String PROGRAM = "io.stepscope.agent.program.WaitingProgram";

  @TempDir private Path dir;

  static Stream<TestJdk> jdks() {
    return TestJdk.all().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void theHostIsMeasuredAndNobodyElseNotices(TestJdk jdk) throws Exception {
    Path number = Files.writeString(dir.resolve("number"), "42\n");
    Path loaded = dir.resolve("loaded");
    Forked program = Forked.on(jdk, dir);
    Ended plain = program.run("-cp", Forked.CLASSES.toString(), PROGRAM, "0");

    Ended measured =
        program
            .agent("step=" + PROGRAM + "#trainOnce", "probes=on", "probes.interval=200ms")
            .with(
                "-Dstepscope.probes.file.npu.power=" + number + " * 0.5",
                "-Xlog:class+load:file=" + loaded)
            .run("-cp", Forked.CLASSES.toString(), PROGRAM, program.runs().toString());

    assertThat(measured.assertSameAs(plain).said()).hasSize(2);
    RecordedRun run = program.recorded();
    assertThat(run.all(Scalar.class))
        .extracting(Scalar::name)
        .contains(
            "system/cpu/utilization",
            "system/memory/used",
            "system/process/memory/resident",
            "system/disk/available",
            "system/jvm/heap/used");
    assertThat(run.all(Scalar.class))
        .filteredOn(scalar -> scalar.name().equals("npu/power"))
        .isNotEmpty()
        .allSatisfy(scalar -> assertThat(scalar.value()).isEqualTo(21));
    assertThat(run.all(Scalar.class))
        .extracting(scalar -> scalar.stamp().step())
        .allMatch(step -> step >= Stamp.NONE && step <= 2);
    assertThat(run.params(Params.Group.ENVIRONMENT))
        .containsEntry("probe.npu", "files")
        .containsKey("cpu.physical_cores");
    if (System.getProperty("os.name").equals("Linux")) {
      assertThat(Files.readString(loaded)).contains("oshi").doesNotContain("com.sun.jna.Native");
    }
  }

  /** What a program that never trains pays for the agent must not grow. */
  @Test
  void nothingOfTheProbesIsLoadedBeforeARunStarts() throws Exception {
    Path loaded = dir.resolve("loaded");
    Forked.on(TestJdk.own(), dir)
        .agent("step=" + PROGRAM + "#never", "probes=on")
        .with("-Xlog:class+load:file=" + loaded)
        .run("-cp", Forked.CLASSES.toString(), PROGRAM, "0")
        .assertCode(0);

    List<String> lines = Files.readAllLines(loaded);
    assertThat(lines).isNotEmpty().noneMatch(line -> line.contains("io.stepscope.probe."));
    assertThat(dir.resolve("runs")).doesNotExist();
  }
}
