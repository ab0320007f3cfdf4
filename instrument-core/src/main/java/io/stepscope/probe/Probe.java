package io.stepscope.probe;

import java.util.Map;

/**
 * Something of the machine that is looked at every few seconds. It is the unit that fails or hangs
 * by itself: whatever it does, other probes go on.
 *
 * <p>No two looks overlap. They come from daemon threads of Stepscope's, not always the same one,
 * and never from a thread of the training.
 */
public interface Probe extends AutoCloseable {

  /** What people call it, for instance {@code host disks}; the same for all its life. */
  String name();

  /**
   * Looks once. May take as long as it must: whoever takes longer than a moment is left to a thread
   * of its own, and asked again when it is done.
   *
   * @throws Exception if nothing could be measured; it is counted, said once, and after several in
   *     a row the probe is asked less often
   */
  void look(Readings out) throws Exception;

  /**
   * What does not change while the run goes on, for the environment among its coordinates; asked
   * once, before the first look.
   *
   * @return texts, whole numbers, doubles or booleans by name
   * @throws Exception if it is not known; the probe is looked at all the same
   */
  default Map<String, ?> facts() throws Exception {
    return Map.of();
  }

  /** Lets go of what it holds. Called once, possibly while a look that hangs has not come back. */
  @Override
  default void close() {}
}
