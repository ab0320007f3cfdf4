package io.stepscope.tracker.micrometer;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * A registry to put meters in.
 *
 * @param meters the registry
 * @param whenDone what to do when the run is over: nothing to a user's registry, which goes on
 */
record OpenRegistry(MeterRegistry meters, Runnable whenDone) implements AutoCloseable {

  @Override
  public void close() {
    whenDone.run();
  }
}
