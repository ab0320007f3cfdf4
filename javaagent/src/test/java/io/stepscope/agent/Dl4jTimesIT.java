package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.agent.Program.Ended;
import io.stepscope.launcher.TestJdk;
import io.stepscope.training.testkit.RecordedRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The times that the agent tells of a network hold what its parts took, as they measured it
 * themselves, and nothing of what other listeners took.
 */
class Dl4jTimesIT {

  /** What a listener of the program takes. */
  private static final long PAUSE_NANOS = 3_000_000;

  @TempDir private Path dir;

  @ParameterizedTest
  @CsvSource({"sequence, 0", "graph, hidden"})
  void timesHoldWhatTheirPartsTook(String kind, String layer) throws Exception {
    Program program = Program.plain(TestJdk.own(), dir);
    Ended ended = program.withAgent().run("TimesProgram", kind);
    assertThat(ended.code()).as(ended.err()).isZero();
    RecordedRun run = Recorded.only(program.runs());
    assertHolds(run.timings("time/data"), told(ended, "data"));
    assertHolds(run.timings("time/forward"), told(ended, "forward"));
    assertHolds(run.timings("time/layer/" + layer + "/forward"), told(ended, "forward"));
    assertHolds(run.timings("time/backward"), told(ended, "backward"));
    assertHolds(run.timings("time/layer/" + layer + "/backward"), told(ended, "backward"));
    run.timings("time/forward")
        .forEach(
            (step, whole) ->
                assertThat(run.timings("time/layer/" + layer + "/forward").get(step))
                    .isLessThanOrEqualTo(whole));
    run.timings("time/step")
        .forEach(
            (step, whole) ->
                assertThat(
                        Stream.of("data", "forward", "backward", "update")
                            .mapToLong(phase -> run.timings("time/" + phase).getOrDefault(step, 0L))
                            .sum())
                    .as("without the pause of a listener, step " + step)
                    .isLessThanOrEqualTo(whole - PAUSE_NANOS));
  }

  private static void assertHolds(Map<Long, Long> recorded, List<Long> told) {
    assertThat(recorded).hasSize(5);
    assertThat(told).hasSize(5);
    // Before its first batch the training may wait for other things.
    for (int step = 1; step < told.size(); step++) {
      assertThat(recorded.get((long) step)).isGreaterThanOrEqualTo(told.get(step));
    }
  }

  private static List<Long> told(Ended ended, String what) {
    return ended
        .out()
        .lines()
        .filter(line -> line.startsWith(what + " "))
        .map(line -> Long.valueOf(line.substring(what.length() + 1)))
        .toList();
  }
}
