package io.stepscope.viewer.run;

/** The user named no run, or several; the message is one line for people. */
public final class NoSuchRunException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NoSuchRunException(String message) {
    super(message);
  }
}
