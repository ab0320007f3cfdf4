package io.stepscope.journal;

import java.io.IOException;

/** The journal was written by a newer version of Stepscope, in a format this one cannot read. */
public final class NewerJournalException extends IOException {
  private static final long serialVersionUID = 1;

  public NewerJournalException(String message) {
    super(message);
  }
}
