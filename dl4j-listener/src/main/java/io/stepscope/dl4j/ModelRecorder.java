package io.stepscope.dl4j;

/** Records models into runs, and can be told that one of them is finished. */
interface ModelRecorder {

  /** Ends the run of {@code model}, if there is one. Does not throw. */
  void finish(Object model);
}
