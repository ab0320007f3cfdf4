package io.stepscope.djl;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/**
 * Losses of the open step that were evaluated and not given to backward yet: only what is given to
 * backward counts.
 *
 * <p>Thread-safe.
 */
final class BackwardLosses {

  private final List<Evaluated> waiting = new ArrayList<>(1);

  /** A loss was evaluated, over so many examples; 0 when unknown. */
  synchronized void evaluated(NDArray loss, long examples) {
    waiting.add(new Evaluated(loss, examples));
  }

  /** Whether a loss is one of these. */
  synchronized boolean holds(NDArray loss) {
    return waiting.stream().anyMatch(evaluated -> evaluated.loss == loss);
  }

  /** A loss is given to backward; how many examples it is over, 0 when unknown. */
  synchronized long take(NDArray loss) {
    for (int i = 0; i < waiting.size(); i++) {
      if (waiting.get(i).loss == loss) {
        return waiting.remove(i).examples;
      }
    }
    return 0;
  }

  /** Those that are left. */
  synchronized List<Evaluated> takeAll() {
    List<Evaluated> all = List.copyOf(waiting);
    waiting.clear();
    return all;
  }

  /** A loss, and how many examples it is over. */
  record Evaluated(NDArray loss, long examples) {}
}
