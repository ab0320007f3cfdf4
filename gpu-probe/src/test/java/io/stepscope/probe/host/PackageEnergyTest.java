package io.stepscope.probe.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageEnergyTest {
  @TempDir private Path folder;

  @Test
  void addsUpTheSocketsAndLeavesOutTheirPartsAndTheWholeMachine() throws IOException {
    name("intel-rapl:0", "package-0");
    name("intel-rapl:1", "package-1");
    name("intel-rapl:2", "psys");
    name("intel-rapl:0:0", "core");
    write("intel-rapl:0", 1_000_000);
    write("intel-rapl:1", 5_000_000);
    write("intel-rapl:2", 3_000_000);
    write("intel-rapl:0:0", 7_000_000);
    PackageEnergy energy = new PackageEnergy(folder);
    assertThat(energy.watts(0)).isNaN();

    write("intel-rapl:0", 41_000_000);
    write("intel-rapl:1", 15_000_000);
    write("intel-rapl:2", 93_000_000);
    write("intel-rapl:0:0", 99_000_000);

    assertThat(energy.watts(500_000_000)).isEqualTo(100);
  }

  @Test
  void nothingToReadIsNothingMeasured() {
    PackageEnergy energy = new PackageEnergy(folder.resolve("absent"));
    assertThat(energy.isReadable()).isFalse();
    assertThat(energy.watts(1)).isNaN();
  }

  private void name(String zone, String name) throws IOException {
    Path file = Files.createDirectories(folder.resolve(zone)).resolve("name");
    Files.writeString(file, name + "\n");
  }

  private void write(String socket, long microjoules) throws IOException {
    Path file = Files.createDirectories(folder.resolve(socket)).resolve("energy_uj");
    Files.writeString(file, microjoules + "\n");
  }
}
