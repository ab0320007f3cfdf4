package io.stepscope.probe.nvidia;

/** A library of the driver cannot be used; the message says why, in a few words for people. */
final class UnavailableException extends Exception {
  private final String reason;

  UnavailableException(String reason) {
    this.reason = reason;
  }

  @Override
  public String getMessage() {
    return reason;
  }
}
