package io.stepscope.probe;

/**
 * Whether a provider has something to measure on this machine.
 *
 * @param available whether it has
 * @param reason why not, in a few words for people; empty when it has
 */
public record Availability(boolean available, String reason) {

  /** There are devices. */
  public static Availability yes() {
    return new Availability(true, "");
  }

  /** There are none, or they cannot be asked. */
  public static Availability no(String reason) {
    return new Availability(false, reason);
  }
}
