package io.stepscope.djl;

import com.sun.jna.Pointer;
import io.stepscope.Run;
import io.stepscope.training.testkit.DeviceContract;
import io.stepscope.training.testkit.PretendDevice.Memory;
import io.stepscope.training.testkit.WitnessedTraining;
import org.jspecify.annotations.Nullable;

class DeviceTensorsIT extends DeviceContract {

  @Override
  protected WitnessedTraining training(@Nullable Run run) {
    return new WitnessedDigits(run);
  }

  @Override
  protected Memory memory() {
    return (address, bytes) -> new Pointer(address).getByteBuffer(0, bytes);
  }
}
