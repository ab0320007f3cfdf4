package io.stepscope.djl;

import static io.stepscope.training.testkit.ScriptedDevice.between;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import io.stepscope.Run;
import io.stepscope.event.Timing;
import io.stepscope.training.DeviceStream;
import io.stepscope.training.OverheadGovernor;
import io.stepscope.training.TrainingSession;
import io.stepscope.training.testkit.RecordedRun;
import io.stepscope.training.testkit.ScriptedDevice;
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
    ScriptedDevice device = new ScriptedDevice();
    Run run =
        device.beside(
            Run.builder()
                .dir(dir)
                .set("layers.device", "on")
                .set("overhead", "100%")
                .set("forward", "off")
                .set("progress", "off")
                .start());
    try (run) {
      TrainingSession session = new TrainingSession(run.recorder(), OverheadGovernor.every(1));
      TrainedDevices devices =
          TrainedDevices.timed(run, session, DeviceStream.DEFAULT, Device.cpu());
      LayerTimes layers = new LayerTimes(model, devices);
      layers.begin("cpu/0");
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
    // Marks 0 and 9 are the model's.
    assertThat(recorded.timings("time/layer/01SequentialBlock/forward/device"))
        .containsExactly(Map.entry(0L, between(1, 4) + between(5, 8)));
    assertThat(recorded.timings("time/layer/01SequentialBlock_01LambdaBlock/forward/device"))
        .containsExactly(Map.entry(0L, between(2, 3) + between(6, 7)));
    assertThat(recorded.all(Timing.class))
        .filteredOn(timing -> timing.name().startsWith("time/layer/"))
        .as("neither the model itself nor a layer that did not calculate")
        .hasSize(4);
    assertThat(device.marksOut()).isZero();
  }
}
