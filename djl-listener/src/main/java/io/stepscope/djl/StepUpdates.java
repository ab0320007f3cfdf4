package io.stepscope.djl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * Tells steps apart by the updates they consist of. A step updates each parameter once; how many
 * there are is learnt from the step before, so that a step is over with its last update and not
 * only when the next one begins.
 *
 * <p>DJL updates parameters in the same order in every step. As long as it does, one comparison
 * tells where an update stands; only an order not seen before needs a set.
 */
final class StepUpdates {

  private static final int UNKNOWN = Integer.MAX_VALUE;

  /** Parameters in the order of the last step, the open one as far as it went included. */
  private final List<String> order = new ArrayList<>();

  /** Parameters of the open step, once its order differs from the last. */
  private final Set<String> strayed = new HashSet<>();

  /** Updates of the open step. */
  private int seen;

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

  /**
   * Takes the update of a parameter that is about to happen if it is as expected, and neither the
   * first nor the last of its step; otherwise it is to be given to {@link #updating}.
   */
  boolean passes(String id) {
    if (seen > 0 && seen < expected - 1 && seen < order.size() && order.get(seen).equals(id)) {
      seen++;
      return true;
    }
    return false;
  }

  /** Takes the update of a parameter that is about to happen. */
  Place updating(String id) {
    if (closed && !contains(id)) {
      add(id);
      expected = seen;
      return Place.LATE;
    }
    boolean repeated = !closed && contains(id);
    if (repeated) {
      close();
    }
    begin();
    boolean first = seen == 0;
    add(id);
    if (repeated) {
      return Place.REPEATED;
    }
    return first ? Place.FIRST : Place.NEXT;
  }

  /** Takes its end; true when it was the last of the step. */
  boolean updated() {
    return seen >= expected;
  }

  /** Whether the step has had updates and is not over. */
  boolean isOpen() {
    return !closed && seen > 0;
  }

  /** The step is over. */
  void close() {
    if (isOpen()) {
      order.subList(seen, order.size()).clear();
      expected = seen;
      closed = true;
    }
  }

  /** Something of the next step happened: the updates of one that is over are not its own. */
  void begin() {
    if (closed) {
      seen = 0;
      strayed.clear();
      closed = false;
    }
  }

  private boolean contains(String id) {
    if (!strayed.isEmpty()) {
      return strayed.contains(id);
    }
    boolean nextInOrder = seen < order.size() && order.get(seen).equals(id);
    return !nextInOrder && order.subList(0, seen).contains(id);
  }

  private void add(String id) {
    if (seen < order.size() && !order.get(seen).equals(id)) {
      order.subList(seen, order.size()).clear();
    }
    if (seen == order.size()) {
      if (strayed.isEmpty()) {
        strayed.addAll(order);
      }
      order.add(id);
      strayed.add(id);
    }
    seen++;
  }
}
