package io.stepscope.dl4j;

import io.stepscope.recorder.Recorder;
import io.stepscope.training.TrainingSession;

/** Keeps what goes wrong in our own work from the training, and has the session know its cost. */
record Guard(TrainingSession session, Recorder recorder) {

  /**
   * Does {@code work}; does not throw.
   *
   * @param where what is said of a failure
   */
  void run(String where, Work work) {
    session.enter();
    try {
      work.run();
    } catch (Throwable t) {
      recorder.failure(where, t);
    } finally {
      session.leave();
    }
  }

  /** What may fail without the training noticing. */
  interface Work {
    void run() throws Exception;
  }
}
