package io.stepscope.viewer;

/** A command that could not do what it was asked; the message is one line for people. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  Failure(String message) {
    super(message);
  }
}
