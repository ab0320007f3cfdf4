package io.stepscope.viewer.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Params;
import io.stepscope.event.Stamp;
import io.stepscope.viewer.run.HistogramChoice;
import io.stepscope.viewer.run.RunDigest;
import io.stepscope.viewer.terminal.Terminal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MachineTableTest {
  private final RunDigest digest = new RunDigest(HistogramChoice.none());

  @Test
  void showsWhatHostAndAcceleratorsDid() {
    Stamp start = new Stamp("r1", 0, 1, Stamp.NONE, Stamp.NONE, 1_000);
    digest.event(new Params(start, Params.Group.ENVIRONMENT, Map.of("probe.fan", "files")));
    scalar("system/cpu/utilization", -1, 0.25);
    scalar("system/cpu/utilization", 9, 0.75);
    scalar("system/process/cpu/utilization", 9, 1.5);
    scalar("system/process/memory/resident", 9, 512 << 20);
    scalar("system/swap/used", 9, 3);
    scalar("gpu/0/power", 9, 250);
    scalar("fan/rpm", 9, 900);
    scalar("train/mine", 2, 5);
    scalar("train/mine", 3, 6);

    List<String> lines = MachineTable.lines(digest.series(), new Terminal(100, true, false), "  ");

    assertThat(String.join("\n", lines))
        .containsPattern("system/cpu/utilization +25.0% +50.0% +75.0% +75.0%")
        .containsPattern("system/process/cpu/utilization +1.5 cores")
        .containsPattern("system/process/memory/resident +512 MiB")
        .containsPattern("gpu/0/power +250 W")
        .containsPattern("fan/rpm +900 ")
        .doesNotContain("swap", "train/mine");
    assertThat(digest.series().telling(10)).containsExactly("train/mine");
    assertThat(digest.steps()).isEqualTo(4);
  }

  @Test
  void whatTellsMostOfADeviceComesFirst() {
    for (int i = 0; i < 30; i++) {
      scalar("gpu/0/detail/" + i, 9, i);
    }
    for (int device = 0; device < 2; device++) {
      scalar("gpu/" + device + "/utilization", 9, 0.5);
      scalar("gpu/" + device + "/power", 9, 250);
    }

    List<String> lines = MachineTable.lines(digest.series(), new Terminal(100, true, false), "");

    assertThat(lines.stream().filter(line -> line.startsWith("gpu/")).limit(5))
        .extracting(line -> line.split(" ")[0])
        .containsExactly(
            "gpu/0/utilization",
            "gpu/0/power",
            "gpu/1/utilization",
            "gpu/1/power",
            "gpu/0/detail/0");
  }

  @Test
  void saysNothingOfARunThatWasNotMeasured() {
    scalar("train/loss", 0, 1);
    assertThat(MachineTable.lines(digest.series(), new Terminal(100, true, false), "")).isEmpty();
  }

  private void scalar(String name, long step, double value) {
    digest.scalar("r1", 0, 2, step, Stamp.NONE, 2_000, name, value, false);
  }
}
