package io.stepscope.tracker;

import io.stepscope.event.EventKind;

/**
 * One value of one series as a tracker holds it, or as it should. Two are the same when all parts
 * are equal.
 *
 * @param kind the kind of event it was made of
 * @param series what the tracker calls the series; two that differ in rank differ here
 * @param step the step under which the tracker holds it; 0 where it has none
 * @param fingerprint of the value: {@link #of(double)} for numbers, else any function of the
 *     contents that tells them apart
 */
public record HeldValue(EventKind kind, String series, long step, long fingerprint) {

  /** The fingerprint of a number. All NaNs are the same, 0.0 and -0.0 are not. */
  public static long of(double number) {
    return Double.doubleToLongBits(number);
  }

  /** A number of a series. */
  public static HeldValue number(EventKind kind, String series, long step, double value) {
    return new HeldValue(kind, series, step, of(value));
  }
}
