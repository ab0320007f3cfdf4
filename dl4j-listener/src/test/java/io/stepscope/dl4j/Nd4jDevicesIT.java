package io.stepscope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.training.DeviceTensor;
import io.stepscope.training.testkit.PretendDevice;
import io.stepscope.training.testkit.PretendDevice.Manner;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Real arrays, on the processor: their device is the host. */
class Nd4jDevicesIT {

  private final PretendDevice device =
      new PretendDevice(DeviceTensorsIT::bytes, Manner.ANSWERS, Manner.ANSWERS);
  private final Nd4jDevices devices =
      new Nd4jDevices(name -> name.equals("cpu/0") ? Optional.of(device) : Optional.empty());

  @Test
  void findsArraysAndViewsOfThemWhereTheyLie() {
    INDArray flat = Nd4j.arange(24).castTo(DataType.FLOAT);
    assertLiesThere(flat, 0);
    assertLiesThere(flat.reshape('c', 4, 6).transpose(), 0);
    INDArray part = flat.get(NDArrayIndex.interval(4, 20));
    assertLiesThere(part, 4);
    assertLiesThere(part.get(NDArrayIndex.interval(2, 7)), 6);
    assertLiesThere(part.reshape('f', 4, 4), 4);
    assertLiesThere(Nd4j.scalar(3.5f), 3.5f);
  }

  @Test
  void findsPartsOfAFlatBuffer() {
    INDArray flat = Nd4j.arange(24).castTo(DataType.FLOAT);
    Nd4jDevices.Memory memory = Objects.requireNonNull(devices.memoryOf(flat));
    assertThat(first(memory.part(9, 3))).isEqualTo(9);
  }

  @Test
  void findsNothingWhereNobodyIsAsked() {
    INDArray flat = Nd4j.arange(24).castTo(DataType.FLOAT);
    assertThat(new Nd4jDevices(name -> Optional.empty()).find(flat)).isNull();
    assertThat(devices.find(Nd4j.createFromArray(1, 2, 3))).as("no floats").isNull();
    assertThat(devices.current("gpu/0")).isZero();
    flat.close();
    assertThat(devices.memoryOf(flat)).as("closed").isNull();
  }

  private void assertLiesThere(INDArray array, float first) {
    DeviceTensor found = Objects.requireNonNull(devices.find(array));
    assertThat(found.count()).isEqualTo(array.length());
    assertThat(found.stream()).isZero();
    assertThat(first(found)).isEqualTo(first);
  }

  private static float first(DeviceTensor tensor) {
    return DeviceTensorsIT.bytes(tensor.address(), Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .getFloat(0);
  }
}
