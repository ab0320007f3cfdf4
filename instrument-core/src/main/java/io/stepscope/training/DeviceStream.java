package io.stepscope.training;

/** Tells on which queue of work a framework gives a device its work. */
public interface DeviceStream {

  /** The default queue of whichever device. */
  DeviceStream DEFAULT = device -> 0;

  /**
   * The queue that the calling thread uses now; costs next to nothing and never waits.
   *
   * @param device {@code gpu/0}, as its series are called, or as the framework calls it
   * @return as {@link io.stepscope.probe.DeviceTimer#mark} wants it; 0 for the default
   */
  long current(String device);
}
