package io.stepscope.probe;

import java.util.List;

/**
 * Finds accelerators of one make. Registered by {@link java.util.ServiceLoader}, or given to a run
 * with {@code Run.accelerators}.
 *
 * <p>All methods are called on threads of Stepscope's. A provider that throws, or whose library is
 * not there, costs one line and nothing else.
 */
public interface AcceleratorProvider extends AutoCloseable {

  /** Which provider it is, for instance {@code nvml}; for messages. */
  String id();

  /** Who of two providers that know the same device measures it: the higher one. */
  default int priority() {
    return 0;
  }

  /** Whether there is anything to measure here. Called first, and nothing else if not. */
  Availability availability();

  /** The devices, in the order in which they are numbered; called once. */
  List<Accelerator> devices();

  /** Lets go of the vendor's library. Called once, after the last look at a device. */
  @Override
  default void close() {}
}
