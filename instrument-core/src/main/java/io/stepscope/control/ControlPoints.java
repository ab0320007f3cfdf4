package io.stepscope.control;

import java.nio.file.Path;

/**
 * Where a framework lets itself be steered: what an adapter implements for one training.
 *
 * <p>Called on a training thread between two steps, when no gradient is being calculated, and only
 * when a user asked. What is thrown is told to the user as the reason why the command was refused;
 * the training goes on.
 */
public interface ControlPoints {

  /**
   * Why a point cannot be used in this training, as a part of a sentence without a full stop; empty
   * when it can. What is refused is never called.
   */
  default String refusal(Point point) {
    return "";
  }

  /** The learning rate in force; NaN when it is not known. */
  default double learningRate() {
    return Double.NaN;
  }

  /**
   * Sets the learning rate from the next step on.
   *
   * @param rate finite, 0 or more; never the one that is in force
   * @throws Exception if it cannot be set
   */
  void learningRate(double rate) throws Exception;

  /**
   * Lets the framework's initializers make new weights and clears what the optimizer remembers;
   * with {@code control.reset=snapshot} the weights become those of the beginning, bit by bit.
   *
   * @throws Exception if that cannot be done; best before anything was changed
   */
  void reset() throws Exception;

  /**
   * Writes the model into a folder that is there and empty. Every file in it becomes an artifact.
   *
   * @throws Exception if it cannot be written
   */
  void checkpoint(Path folder) throws Exception;

  /**
   * What is thrown into the training to end it, the one exception a user asks for.
   *
   * @param reason one line
   */
  RuntimeException stop(String reason);
}
