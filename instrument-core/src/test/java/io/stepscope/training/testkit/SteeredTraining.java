package io.stepscope.training.testkit;

import java.nio.file.Path;

/**
 * A small training of a framework, with the adapter under test, that can go on for ever: the same
 * data again and again, a step in a few milliseconds, an optimizer with a memory (Adam, 0.001).
 */
public interface SteeredTraining extends AutoCloseable {

  /** Learning rate that it begins with. */
  float RATE = 0.001f;

  /** Trains until something is thrown. On one thread, and only once. */
  void train() throws Exception;

  /** What a user's stop throws. */
  Class<? extends RuntimeException> stopType();

  /** All weights in a fixed order. Called before the training, after it, and while it is paused. */
  float[] weights();

  /** Whether the optimizer remembers anything of earlier steps. Called while it is paused. */
  boolean optimizerRemembers();

  /**
   * The weights in a checkpoint, in the same order.
   *
   * @param folder holds the files of the checkpoint under their own names
   */
  float[] load(Path folder) throws Exception;

  /** Whether a thread that was started meanwhile is the framework's and stays. */
  default boolean tolerates(Thread thread) {
    return false;
  }

  /** Frees what the framework holds; ends the recording but not the run. */
  @Override
  void close();
}
