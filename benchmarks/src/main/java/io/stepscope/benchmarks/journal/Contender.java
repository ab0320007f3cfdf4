package io.stepscope.benchmarks.journal;

/** A way to record scalars. Closing it ends what it started and removes what it wrote. */
interface Contender extends AutoCloseable {

  void scalar(long step, double value);
}
