package io.stepscope.probe.nvidia;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which devices {@code CUDA_VISIBLE_DEVICES} leaves to this process, and in which order: numbers,
 * or UUIDs or unique beginnings of them, of devices or of MIG devices. The first that is no device
 * ends the list; a device that is named twice makes it empty.
 *
 * @see <a href="https://docs.nvidia.com/cuda/cuda-c-programming-guide/#env-vars">CUDA environment
 *     variables</a>
 */
final class VisibleDevices {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final String MIG = "MIG-";
  private static final String GPU = "GPU-";

  private final @Nullable List<String> names;

  private VisibleDevices(@Nullable List<String> names) {
    this.names = names;
  }

  /**
   * Reads the variable.
   *
   * @param variable its value; null when it is not set, which leaves all devices
   */
  static VisibleDevices of(@Nullable String variable) {
    if (variable == null) {
      return new VisibleDevices(null);
    }
    List<String> names = new ArrayList<>();
    for (String name : variable.split(",")) {
      names.add(name.strip());
    }
    return new VisibleDevices(names);
  }

  /** The MIG device that CUDA's only device is, if the variable names one. */
  Optional<String> mig() {
    return names == null || names.isEmpty()
        ? Optional.empty()
        : Optional.of(names.get(0)).filter(name -> name.startsWith(MIG));
  }

  /**
   * The visible ones.
   *
   * @param uuids of all devices of the machine, in the order of their numbers
   * @return UUIDs in the order in which the process numbers them
   */
  List<String> among(List<String> uuids) {
    if (names == null) {
      return uuids;
    }
    List<String> visible = new ArrayList<>();
    for (String name : names) {
      Optional<String> device = device(name, uuids);
      if (device.isEmpty()) {
        break;
      }
      visible.add(device.get());
    }
    return Set.copyOf(visible).size() == visible.size() ? visible : List.of();
  }

  private static Optional<String> device(String name, List<String> uuids) {
    if (NUMBER.matcher(name).matches()) {
      int number = Integer.parseInt(name);
      return number < uuids.size() ? Optional.of(uuids.get(number)) : Optional.empty();
    }
    if (name.startsWith(MIG)) {
      return Optional.of(name);
    }
    List<String> matching =
        name.startsWith(GPU)
            ? uuids.stream().filter(uuid -> uuid.startsWith(name)).toList()
            : List.of();
    return matching.size() == 1 ? Optional.of(matching.get(0)) : Optional.empty();
  }
}
