package io.stepscope.probe;

import io.stepscope.recorder.Recorder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives the devices of all providers their numbers, each device once. Thread-safe.
 *
 * <p>Devices of a kind are numbered from 0, those of the provider with the highest priority first.
 */
final class Accelerators {
  private final Recorder recorder;
  private final Map<DeviceKind, Integer> numbers = new EnumMap<>(DeviceKind.class);
  private final Set<String> known = new HashSet<>();
  private final Map<String, Accelerator> named = new ConcurrentHashMap<>();

  Accelerators(Recorder recorder) {
    this.recorder = recorder;
  }

  /** Opens what there is of these, each by itself; one that fails costs only its own devices. */
  List<Opened> open(List<AcceleratorProvider> providers) {
    List<Opened> opened = new ArrayList<>();
    for (AcceleratorProvider provider : byPriority(providers)) {
      try {
        if (provider.availability().available()) {
          opened.add(new Opened(probes(provider), () -> close(provider)));
        }
      } catch (Throwable t) {
        recorder.failure("opening accelerators", t);
      }
    }
    return opened;
  }

  /** The device of this name, {@code gpu/0}, if it is open by now. */
  Optional<Accelerator> named(String name) {
    return Optional.ofNullable(named.get(name));
  }

  /** From now on there are none. */
  void forget() {
    named.clear();
  }

  private List<AcceleratorProvider> byPriority(List<AcceleratorProvider> providers) {
    try {
      return providers.stream()
          .sorted(Comparator.comparingInt(AcceleratorProvider::priority).reversed())
          .toList();
    } catch (RuntimeException | LinkageError e) {
      recorder.failure("asking accelerators for their priority", e);
      return providers;
    }
  }

  private List<Probe> probes(AcceleratorProvider provider) {
    try {
      return probes(provider.devices());
    } catch (Throwable t) {
      recorder.failure("opening accelerators", t);
      return List.of(); // It is closed all the same.
    }
  }

  private synchronized List<Probe> probes(List<Accelerator> devices) {
    List<Probe> probes = new ArrayList<>();
    for (Accelerator device : devices) {
      DeviceInfo info = device.info();
      if (known.add(info.id())) {
        int number = numbers.merge(info.kind(), 1, Integer::sum) - 1;
        String series = info.kind().word() + '/' + number;
        probes.add(new AcceleratorProbe(device, series));
        named.put(series, device);
        device.aliases().forEach(alias -> named.putIfAbsent(alias, device));
      }
    }
    return probes;
  }

  private void close(AcceleratorProvider provider) {
    try {
      provider.close();
    } catch (Throwable t) {
      recorder.unsaidFailure("closing accelerators", t);
    }
  }
}
