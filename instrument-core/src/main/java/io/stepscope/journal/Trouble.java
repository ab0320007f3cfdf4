package io.stepscope.journal;

import java.io.IOException;

/** The first thing that went wrong, in one line for people. */
final class Trouble {
  private volatile String first = "";

  void note(IOException cause) {
    String message = cause.getMessage();
    note("events are being lost: " + (message == null ? cause.toString() : message));
  }

  synchronized void note(String line) {
    if (first.isEmpty()) {
      first = line.replaceAll("\\R", " ");
    }
  }

  String line() {
    return first;
  }
}
