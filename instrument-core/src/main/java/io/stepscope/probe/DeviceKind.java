package io.stepscope.probe;

import java.util.Locale;

/** What sort of device it is; the first part of the names of its series. */
public enum DeviceKind {
  /** Graphics processor. */
  GPU,
  /** Tensor processor. */
  TPU,
  /** Neural processor. */
  NPU,
  /** Intelligence processor. */
  IPU,
  /** Field-programmable gate array. */
  FPGA,
  /** Anything else. */
  ACCELERATOR;

  /** As series are named: {@code gpu}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
