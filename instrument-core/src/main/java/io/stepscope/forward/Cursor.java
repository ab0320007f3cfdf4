package io.stepscope.forward;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where one tracker stands with one run: all that a forwarder needs to go on after a crash. Its
 * parts are only ever stored together.
 *
 * @param ranks position in the journal of each rank
 * @param watermark for trackers whose steps must rise: every event of this step and of earlier ones
 *     is either accounted for or too late; otherwise {@link #NO_STEP}
 * @param checkpoint the tracker's own state
 * @param complete whether everything of the run is accounted for and nothing more comes
 * @param trouble why nothing moves at the moment, one line; empty while it does
 * @param receipts what became of the events accounted for
 * @param doubtful sequence numbers per rank, in the form of {@link Sequences}, of events that may
 *     have arrived though they are not accounted for; kept only for trackers to which that matters
 */
record Cursor(
    SortedMap<Integer, Position> ranks,
    long watermark,
    @Nullable String checkpoint,
    boolean complete,
    String trouble,
    Receipts receipts,
    SortedMap<Integer, String> doubtful,
    long skippedBytes) {

  static final long NO_STEP = -1;

  Cursor {
    ranks = Collections.unmodifiableSortedMap(new TreeMap<>(ranks));
    doubtful = Collections.unmodifiableSortedMap(new TreeMap<>(doubtful));
  }

  static Cursor start() {
    return new Cursor(
        new TreeMap<>(Map.of()), NO_STEP, null, false, "", new Receipts(), new TreeMap<>(), 0);
  }

  Cursor at(String newCheckpoint) {
    return new Cursor(
        ranks, watermark, newCheckpoint, complete, trouble, receipts, doubtful, skippedBytes);
  }

  Cursor with(String newTrouble, Receipts newReceipts) {
    return new Cursor(
        ranks, watermark, checkpoint, complete, newTrouble, newReceipts, doubtful, skippedBytes);
  }

  Cursor doubting(SortedMap<Integer, String> newDoubtful) {
    return new Cursor(
        ranks, watermark, checkpoint, complete, trouble, receipts, newDoubtful, skippedBytes);
  }

  /**
   * A place in the journal of one rank.
   *
   * @param frontier everything before it is accounted for
   * @param beyond sequence numbers of events after it that are accounted for too, in the form of
   *     {@link Sequences}
   * @param ended whether the last run boundary before it was an end
   */
  record Position(String frontier, String beyond, boolean ended) {
    static final Position START = new Position("", "", false);
  }
}
