package io.stepscope.djl;

import java.util.HashSet;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * Tells steps apart by the updates they consist of. A step updates each parameter once; how many
 * there are is learnt from the step before, so that a step is over with its last update and not
 * only when the next one begins.
 */
final class StepUpdates {

  private static final int UNKNOWN = Integer.MAX_VALUE;

  private final Set<String> ids = new HashSet<>();
  private int expected = UNKNOWN;
  private boolean closed;

  /** How an update stands to the steps. */
  enum Place {
    /** The first of a step. */
    FIRST,
    /** Another one of the open step. */
    NEXT,
    /** The first of a step, while the one before was still thought to be open. */
    REPEATED,
    /** One more of the step that was thought to be over. */
    LATE
  }

  /** Says how many updates a step has, until a step has shown it. */
  void expect(IntSupplier count) {
    if (expected == UNKNOWN) {
      int known = count.getAsInt();
      expected = known > 0 ? known : UNKNOWN;
    }
  }

  /** Takes the update of a parameter that is about to happen. */
  Place updating(String id) {
    if (closed && !ids.contains(id)) {
      ids.add(id);
      expected = ids.size();
      return Place.LATE;
    }
    boolean repeated = !closed && ids.contains(id);
    if (repeated) {
      close();
    }
    begin();
    boolean first = ids.isEmpty();
    ids.add(id);
    if (repeated) {
      return Place.REPEATED;
    }
    return first ? Place.FIRST : Place.NEXT;
  }

  /** Takes its end; true when it was the last of the step. */
  boolean updated() {
    return ids.size() >= expected;
  }

  /** Whether the step has had updates and is not over. */
  boolean isOpen() {
    return !closed && !ids.isEmpty();
  }

  /** The step is over. */
  void close() {
    if (isOpen()) {
      expected = ids.size();
      closed = true;
    }
  }

  /** Something of the next step happened: the updates of one that is over are not its own. */
  void begin() {
    if (closed) {
      ids.clear();
      closed = false;
    }
  }
}
