package io.stepscope.training;

import io.stepscope.recorder.Recorder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What devices will tell of the time that one step took them. The spans of one device are summed;
 * of several devices, which work at the same time, the longest is recorded.
 */
final class StepOnDevices implements DeviceResults.Result {

  private final Recorder recorder;
  private final long step;
  private final int epoch;
  private final List<DeviceSpans> devices;

  StepOnDevices(Recorder recorder, long step, int epoch, List<DeviceSpans> devices) {
    this.recorder = recorder;
    this.step = step;
    this.epoch = epoch;
    this.devices = devices;
  }

  @Override
  public boolean poll() {
    for (DeviceSpans spans : devices) {
      if (!spans.resolve()) {
        return false;
      }
    }
    Map<String, Long> longest = new LinkedHashMap<>();
    for (DeviceSpans spans : devices) {
      spans.nanos().forEach((series, nanos) -> longest.merge(series, nanos, Math::max));
    }
    longest.forEach((series, nanos) -> recorder.timing(series, step, epoch, nanos));
    abandon();
    return true;
  }

  @Override
  public void abandon() {
    devices.forEach(spans -> spans.release(recorder));
  }
}
