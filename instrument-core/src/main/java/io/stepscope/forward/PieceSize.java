package io.stepscope.forward;

/**
 * How many events go into the next batch. Less than usual after a tracker would not take a batch as
 * a whole: halved until the one event that is wrong stands alone, or until the batch is small
 * enough, and growing again from there: doubled each time after a wrong event, of which there may
 * be more, and by an eighth where batches were too large.
 */
final class PieceSize {
  /** A tracker that throws may have a bad moment; the same batch gets so many chances. */
  private static final int CHANCES = 3;

  /** So many events in a row may be what it throws at; beyond that it is the tracker. */
  private static final int MOST_BLAMED = 16;

  private final int full;
  private int most;
  private boolean wasWrong;
  private int thrown;
  private int thrownAlone;

  /** Events that may be set aside before the tracker must take something again. */
  private int trusted;

  PieceSize(int full) {
    this.full = full;
    most = full;
  }

  int most() {
    return most;
  }

  /** A batch was taken: the tracker works. */
  void taken() {
    thrown = 0;
    thrownAlone = 0;
    trusted = MOST_BLAMED;
    most = (int) Math.min(full, most + Math.max(1L, wasWrong ? most : most / 8));
  }

  /** A batch of so many events, more than one, was too much. */
  void halve(int size) {
    most = Math.max(1, size / 2);
    wasWrong = false;
  }

  /** The event that was wrong is out of the way. */
  void found() {
    thrown = 0;
    thrownAlone = 0;
    wasWrong = true;
  }

  /**
   * The tracker threw; says whether the batch must be the reason. A single event is it only after
   * as many more chances, and when the tracker took something not many such events ago: a tracker
   * that throws whatever it gets loses next to nothing.
   */
  boolean blames(int size) {
    thrown++;
    if (size > 1) {
      return thrown >= CHANCES;
    }
    thrownAlone++;
    boolean blamed = trusted > 0 && thrownAlone >= CHANCES;
    trusted -= blamed ? 1 : 0;
    return blamed;
  }
}
