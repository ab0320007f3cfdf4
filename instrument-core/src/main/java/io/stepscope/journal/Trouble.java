package io.stepscope.journal;

import java.io.IOException;

/** What went wrong first, in one line for people. A loss is said rather than an inconvenience. */
final class Trouble {
  private volatile String loss = "";
  private volatile String inconvenience = "";

  void noteLoss(IOException cause) {
    String message = cause.getMessage();
    noteLoss(message == null ? cause.toString() : message);
  }

  synchronized void noteLoss(String cause) {
    if (loss.isEmpty()) {
      loss = oneLine("events are being lost: " + cause);
    }
  }

  synchronized void note(String line) {
    if (inconvenience.isEmpty()) {
      inconvenience = oneLine(line);
    }
  }

  String line() {
    return loss.isEmpty() ? inconvenience : loss;
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\R", " ");
  }
}
