package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.agent.Program.Ended;
import io.stepscope.launcher.TestJdk;
import io.stepscope.training.testkit.RecordedRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The oldest and the newest DJL that are recorded, and one that is not, in programs that run. With
 * MXNet, whose natives are the same for all of them.
 */
class DjlVersionsIT {

  private static final Path VERSIONS = Path.of("target", "djl");

  @TempDir private Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"0.28.0", "0.36.0"})
  void recordsTheOldestAndTheNewest(String version) throws Exception {
    Program.assumeMxNet();
    Program program = program(version);
    Ended plain = program.run("EasyTrainProgram");
    Ended watched = program.withAgent().run("EasyTrainProgram");
    assertThat(plain.code()).as(plain.err()).isZero();
    assertThat(watched.out()).isEqualTo(plain.out());
    assertThat(watched.errOfItsOwn()).isEqualTo(plain.errOfItsOwn());
    RecordedRun run = Recorded.only(program.runs());
    List<String> losses = plain.out().lines().filter(line -> line.startsWith("loss ")).toList();
    assertThat(run.floats("train/loss"))
        .extracting(loss -> "loss " + Integer.toHexString(Float.floatToRawIntBits(loss)))
        .isEqualTo(losses)
        .hasSize(12);
    assertThat(run.histogramNames())
        .contains("gradients/01Linear_weight", "weights/03Linear_bias", "updates/03Linear_weight");
    assertThat(run.floats("train/learning_rate")).hasSize(12).containsOnly(0.001f);
    for (String time : List.of("data", "forward", "backward", "update", "layer/01Linear/forward")) {
      assertThat(run.timings("time/" + time)).as(time).hasSize(12);
    }
    Ended free = program.withAgent().run("FreeLoopProgram", "server");
    assertThat(free.code()).isZero();
    assertThat(RecordedRun.allIn(program.runs())).hasSize(2);
  }

  @Test
  void leavesAVersionAloneThatIsTooOld() throws Exception {
    Program.assumeMxNet();
    Program program = program("0.27.0");
    Ended plain = program.run("LoopProgram");
    Ended watched = program.withAgent().run("LoopProgram");
    assertThat(plain.code()).as(plain.err()).isZero();
    assertThat(watched.code()).isZero();
    assertThat(watched.out()).isEqualTo(plain.out());
    assertThat(watched.errOfItsOwn()).isEqualTo(plain.errOfItsOwn());
    assertThat(watched.said())
        .containsExactly(
            "stepscope: DJL 0.27.0 is older than 0.28.0, the oldest that the agent records; its"
                + " training is not recorded by the agent");
    assertThat(Recorded.anything(program.runs())).isFalse();
  }

  private Program program(String version) throws IOException {
    return Program.plain(TestJdk.own(), dir)
        .withOption("-Dengine=MXNet")
        .withDjl(VERSIONS.resolve(version));
  }
}
