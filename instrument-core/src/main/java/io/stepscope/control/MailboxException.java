package io.stepscope.control;

import java.io.IOException;

/** A mailbox that cannot be used; the message is a part of a sentence for people. */
public final class MailboxException extends IOException {
  private static final long serialVersionUID = 1;

  MailboxException(String message) {
    super(message);
  }
}
