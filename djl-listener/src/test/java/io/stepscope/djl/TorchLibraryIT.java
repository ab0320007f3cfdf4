package io.stepscope.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.stepscope.histogram.ElementType;
import io.stepscope.training.DeviceTensor;
import io.stepscope.training.testkit.PretendDevice;
import io.stepscope.training.testkit.PretendDevice.Manner;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Real arrays of the real libtorch, on the processor. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "libtorch is asked on Linux only")
class TorchLibraryIT {

  private TorchLibrary torch;

  @BeforeEach
  void find() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      assertThat(manager.getEngine().getEngineName()).isEqualTo("PyTorch");
    }
    torch = Objects.requireNonNull(TorchLibrary.loaded(), "libtorch is loaded, and is not found");
  }

  @Test
  void tellsWhereTheElementsOfAnArrayLie() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray array = manager.arange(24f).reshape(4, 6);
      assertLiesThere(array, 0);
      assertLiesThere(array.transpose(), 0);
      assertLiesThere(array.get(new NDIndex("2:4")), 12);
      assertLiesThere(manager.create(7f), 7);
      assertThat(torch.address(array.get(new NDIndex(":, 1:3"))))
          .as("elements with gaps between")
          .isEmpty();
      assertThat(torch.address(manager.create(new Shape(0)))).as("no elements").isEmpty();
      assertThat(torch.currentStream(0)).as("a libtorch without CUDA").isEmpty();
    }
  }

  @Test
  void leavesItsSymbolsToItself() {
    assertThatThrownBy(() -> NativeLibrary.getProcess().getFunction("aoti_torch_get_data_ptr"))
        .as("a symbol that whatever is loaded later would bind to")
        .isInstanceOf(UnsatisfiedLinkError.class);
  }

  @Test
  void tellsWhereGradientsLieAndKeepsNothing() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray array = manager.ones(new Shape(5));
      array.setRequiresGradient(true);
      try (var collector = manager.getEngine().newGradientCollector()) {
        collector.backward(array.mul(3f).sum());
      }
      try (NDArray gradient = array.getGradient()) {
        assertLiesThere(gradient, 3);
      }
    }
  }

  @Test
  void findsArraysOfEveryTypeOnDevicesThatAreAsked() {
    PretendDevice device =
        new PretendDevice(
            (address, bytes) -> ByteBuffer.allocate(0), Manner.ANSWERS, Manner.ANSWERS);
    DeviceArrays devices =
        new DeviceArrays(name -> name.equals("cpu/0") ? Optional.of(device) : Optional.empty());
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray array = manager.arange(24f);
      for (DataType type : new DataType[] {DataType.FLOAT32, DataType.FLOAT16, DataType.FLOAT64}) {
        NDArray typed = array.toType(type, true);
        ElementType element = Objects.requireNonNull(ArrayViews.type(type));
        DeviceTensor found = Objects.requireNonNull(devices.find(typed, element));
        assertThat(found.count()).isEqualTo(24);
        assertThat(found.stream()).isZero();
        assertThat(new Pointer(found.address()).getByteArray(0, 24 * element.bytes()))
            .isEqualTo(typed.toByteArray());
      }
      DeviceArrays nowhere = new DeviceArrays(name -> Optional.empty());
      assertThat(nowhere.find(array, ElementType.FLOAT32)).isNull();
      PretendDevice timesOnly =
          new PretendDevice((address, bytes) -> ByteBuffer.allocate(0), Manner.LACKS, Manner.LACKS);
      DeviceArrays unasked = new DeviceArrays(name -> Optional.of(timesOnly));
      assertThat(unasked.find(array, ElementType.FLOAT32)).isNull();
    }
    assertThat(devices.current("cpu/0")).isZero();
    assertThat(devices.current("gpu/0")).isZero();
  }

  private void assertLiesThere(NDArray array, float first) {
    OptionalLong address = torch.address(array);
    assertThat(address).isPresent();
    assertThat(new Pointer(address.getAsLong()).getFloat(0)).isEqualTo(first);
    float[] there = new Pointer(address.getAsLong()).getFloatArray(0, (int) array.size());
    assertThat(there).containsExactlyInAnyOrder(array.toFloatArray());
  }
}
