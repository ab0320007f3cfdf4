package io.stepscope.probe;

import java.util.List;

/**
 * Makes probes; found by {@link java.util.ServiceLoader} among the classes that Stepscope itself is
 * loaded from. Must be cheap to construct.
 */
public interface ProbeProvider {

  /** What people call it in messages, for instance {@code host}. */
  String name();

  /**
   * Opens its probes for one run, on a thread of Stepscope's. What is not there on this machine is
   * left out.
   */
  List<Probe> open(ProbeSettings settings);
}
