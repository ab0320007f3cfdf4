package io.stepscope.probe.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisibleDevicesTest {
  private static final List<String> ALL = List.of("GPU-aa11", "GPU-aa22", "GPU-bb33");

  @Test
  void allAreVisibleWithoutTheVariable() {
    assertThat(VisibleDevices.of(null).among(ALL)).isEqualTo(ALL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'2,0'; GPU-bb33 GPU-aa11",
        "' 1 , 2 '; GPU-aa22 GPU-bb33",
        "GPU-bb; GPU-bb33",
        "'GPU-aa22,0'; GPU-aa22 GPU-aa11",
        "'0,-1,1'; GPU-aa11",
        "'0,9,1'; GPU-aa11",
        "'1,GPU-aa,0'; GPU-aa22",
        "NoDevFiles; ''",
        "''; ''",
        "'0,0'; ''",
        "99999999999; ''",
        "MIG-cc44; MIG-cc44",
      })
  void onlyThoseNamedAreVisible(String variable, String expected) {
    assertThat(String.join(" ", VisibleDevices.of(variable).among(ALL))).isEqualTo(expected);
  }

  @Test
  void theFirstMigDeviceIsTheOneThatCudaHas() {
    assertThat(VisibleDevices.of("MIG-cc44,MIG-dd55").mig()).contains("MIG-cc44");
    assertThat(VisibleDevices.of("0").mig()).isEmpty();
    assertThat(VisibleDevices.of(null).mig()).isEmpty();
  }
}
