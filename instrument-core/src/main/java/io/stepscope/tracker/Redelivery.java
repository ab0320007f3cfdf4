package io.stepscope.tracker;

/**
 * What it does to deliver events again that may have arrived already, as happens when the process
 * that forwarded died between delivery and acknowledgement.
 */
public enum Redelivery {
  /**
   * Nothing: the tracker goes back to its checkpoint, or the protocol has keys or offsets by which
   * the other side tells.
   */
  HARMLESS,

  /**
   * They may be there twice. The engine then writes down what it is about to deliver, and after
   * such a death counts those events as uncertain.
   */
  DOUBLES
}
