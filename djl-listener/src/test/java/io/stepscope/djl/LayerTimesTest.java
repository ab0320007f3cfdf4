package io.stepscope.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import io.stepscope.Run;
import io.stepscope.event.Timing;
import io.stepscope.training.OverheadGovernor;
import io.stepscope.training.TrainingSession;
import io.stepscope.training.testkit.RecordedRun;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerTimesTest {

  @TempDir private Path dir;

  @Test
  void nameLayersAsTheirParametersAreAndAddUpWhatIsCalledTwice() throws Exception {
    Block inner = Blocks.identityBlock();
    SequentialBlock nested = new SequentialBlock().add(inner);
    SequentialBlock model = new SequentialBlock().add(nested).add(Blocks.identityBlock());
    LayerTimes layers = new LayerTimes(model);
    Run run = Training.run(dir);
    try (run) {
      TrainingSession session = new TrainingSession(run.recorder(), OverheadGovernor.every(1));
      layers.begin();
      layers.enter(model, null);
      for (int i = 0; i < 2; i++) {
        layers.enter(nested, null);
        layers.enter(inner, null);
        layers.exit();
        layers.exit();
      }
      layers.exit();
      layers.record(session);
      session.stepDone(System.nanoTime());
      layers.record(session);
      session.end();
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    Map<Long, Long> outer = recorded.timings("time/layer/01SequentialBlock/forward");
    Map<Long, Long> within = recorded.timings("time/layer/01SequentialBlock_01LambdaBlock/forward");
    assertThat(outer.keySet()).containsExactly(0L);
    assertThat(within.keySet()).containsExactly(0L);
    assertThat(within.values().iterator().next())
        .isLessThanOrEqualTo(outer.values().iterator().next());
    assertThat(recorded.all(Timing.class))
        .filteredOn(timing -> timing.name().startsWith("time/layer/"))
        .as("neither the model itself nor a layer that did not calculate")
        .hasSize(2);
  }
}
