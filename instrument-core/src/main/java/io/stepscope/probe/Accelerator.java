package io.stepscope.probe;

import java.util.Optional;
import java.util.Set;

/**
 * One device: a GPU, TPU, NPU or whatever computes beside the processor.
 *
 * <p>What it measures is recorded as {@code <kind>/<number>/<metric>}, for instance {@code
 * gpu/0/utilization}. These names have panels of their own in trackers: {@code utilization}, {@code
 * memory/used}, {@code memory/utilization}, {@code power}, {@code power/limit}, {@code
 * temperature}, {@code clock/sm}, {@code clock/memory}, {@code fan}; all others are shown as they
 * are.
 */
public interface Accelerator {

  /** What does not change. */
  DeviceInfo info();

  /**
   * Measures once. What cannot be measured is left out; no value stands for "unknown".
   *
   * @throws Exception if nothing could be measured; see {@link Probe#look}
   */
  void look(Readings out) throws Exception;

  /**
   * Names, {@code type/number}, by which frameworks call this device beside that of its series.
   *
   * <p>A device to which a library gives the work of what the framework takes for the processor has
   * {@code cpu/0}: then its timer times trainings on the processor.
   */
  default Set<String> aliases() {
    return Set.of();
  }

  /** What times spans of work on the device; empty where it cannot. */
  default Optional<DeviceTimer> timer() {
    return Optional.empty();
  }

  /** What copies a few bytes to the host; empty where it cannot. */
  default Optional<DeviceMemory> memory() {
    return Optional.empty();
  }

  /** What makes histograms of tensors where they lie; empty where it cannot. */
  default Optional<TensorStatistics> tensorStatistics() {
    return Optional.empty();
  }
}
