package io.stepscope.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.stepscope.histogram.ElementType;
import io.stepscope.probe.Accelerator;
import io.stepscope.training.DeviceStream;
import io.stepscope.training.DeviceTensor;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds arrays in the memory of devices that are asked about them there, as far as the engine tells
 * where they lie.
 *
 * <p>Called on the training's threads; does not throw.
 */
final class DeviceArrays implements DeviceStream {

  private static final String GPU = Device.Type.GPU + '/';

  private final Function<String, Optional<Accelerator>> accelerators;
  private @Nullable TorchLibrary torch;
  private boolean torchSought;

  /**
   * Asks {@code accelerators} for a device by its name, {@code gpu/0}.
   *
   * @param accelerators never waits
   */
  DeviceArrays(Function<String, Optional<Accelerator>> accelerators) {
    this.accelerators = accelerators;
  }

  /** Where an array lies; null when there is nothing to ask there, or nobody knows. */
  @Nullable DeviceTensor find(NDArray array, ElementType type) {
    Device device = array.getDevice();
    Accelerator accelerator = accelerator(device);
    TorchLibrary library = accelerator != null && TorchLibrary.isTensor(array) ? torch() : null;
    if (accelerator == null || library == null) {
      return null;
    }
    OptionalLong stream = stream(library, device);
    OptionalLong address = stream.isPresent() ? library.address(array) : stream;
    return address.isPresent()
        ? new DeviceTensor(accelerator, stream.getAsLong(), address.getAsLong(), array.size(), type)
        : null;
  }

  /** Whether arrays on this device may be asked about there. */
  boolean areOn(Device device) {
    return accelerator(device) != null;
  }

  private @Nullable Accelerator accelerator(Device device) {
    Accelerator found = accelerators.apply(name(device)).orElse(null);
    return found != null && DeviceTensor.canBeSeenOn(found) ? found : null;
  }

  @Override
  public long current(String device) {
    TorchLibrary library = device.startsWith(GPU) ? torch() : null;
    return library == null
        ? 0
        : library
            .currentStream(Integer.parseInt(device, GPU.length(), device.length(), 10))
            .orElse(0);
  }

  /** The processor has no streams. */
  private static OptionalLong stream(TorchLibrary library, Device device) {
    return device.isGpu() ? library.currentStream(device.getDeviceId()) : OptionalLong.of(0);
  }

  /** What accelerators are called, {@code gpu/0}; DJL numbers processors -1. */
  static String name(Device device) {
    return device.equals(Device.cpu())
        ? "cpu/0" // Asked in every step.
        : device.getDeviceType().toLowerCase(Locale.ROOT) + '/' + Math.max(0, device.getDeviceId());
  }

  private synchronized @Nullable TorchLibrary torch() {
    if (!torchSought) {
      torchSought = true;
      torch = TorchLibrary.loaded();
    }
    return torch;
  }
}
