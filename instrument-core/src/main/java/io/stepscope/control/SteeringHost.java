package io.stepscope.control;

/** What steering needs of the run. Called on training threads; does not throw but where it says. */
public interface SteeringHost {

  /** Records a command and what became of it. */
  void record(ControlRecord record);

  /**
   * Stores a checkpoint.
   *
   * @param points writes it
   * @return what was stored, as one line
   * @throws Exception if it cannot be written or stored
   */
  String checkpoint(long step, ControlPoints points) throws Exception;

  /** Counts a failure of our own. */
  void failure(String where, Throwable cause);

  /** Says something to people, once per kind. */
  void notice(String kind, String line);
}
