package io.stepscope.tracker.fakes;

/** What can go wrong with one request. */
public enum Fault {
  /** 429 without {@code Retry-After}; nothing is taken. */
  TOO_MANY(false),
  /** 429 with a short {@code Retry-After}; nothing is taken. */
  TOO_MANY_FOR_NOW(false),
  /** 500 with a page; nothing is taken. */
  ERROR(false),
  /** 503 with a page; nothing is taken. */
  UNAVAILABLE(false),
  /** 200 with something that is no answer of this server; nothing is taken. */
  GARBAGE(false),
  /** The connection is closed without an answer; nothing is taken. */
  RESET(false),
  /** No answer at all until the other side gives up; nothing is taken. */
  SILENT(false),
  /** 401 or what the server says then; nothing is taken. */
  EXPIRED(false),
  /** A part is taken, then it fails. */
  PARTIAL(true),
  /** All is taken, then it fails with 500. */
  TAKEN_BUT_ERROR(true),
  /** All is taken, then the connection is closed without an answer. */
  LOST(true),
  /** All is taken, and the connection is closed in the middle of the answer's body. */
  CUT(true),
  /** All is taken, and no answer comes until the other side gives up. */
  TAKEN_BUT_SILENT(true),
  /** All is taken, and the body of the answer comes byte by byte and never ends. */
  DRIPPING(true),
  /** All is taken, and the answer comes late, in pieces. */
  SLOW(true);

  private final boolean takes;

  Fault(boolean takes) {
    this.takes = takes;
  }

  /** Whether something of the request is taken although it seems to fail. */
  public boolean takes() {
    return takes;
  }
}
