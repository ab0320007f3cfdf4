package io.stepscope.tracker.fakes;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What goes wrong with which request. Asked for one request at a time, in their order. */
@FunctionalInterface
public interface FaultPlan {

  /** What goes wrong with this request; null when nothing does. */
  @Nullable Fault next(FakeRequest request);

  /** Nothing goes wrong. */
  static FaultPlan none() {
    return request -> null;
  }

  /** Something goes wrong with every request. */
  static FaultPlan always(Fault fault) {
    return request -> fault;
  }

  /** These go wrong with the next requests of a kind, one after the other; then nothing. */
  static FaultPlan script(Predicate<FakeRequest> which, Fault... faults) {
    Deque<Fault> left = new ArrayDeque<>(List.of(faults));
    return request -> which.test(request) ? left.poll() : null;
  }

  /**
   * Any of these at random, the same for the same seed and requests.
   *
   * @param probability 0 to 1
   */
  static FaultPlan random(long seed, double probability, List<Fault> faults) {
    Random random = new Random(seed);
    return request ->
        random.nextDouble() < probability ? faults.get(random.nextInt(faults.size())) : null;
  }
}
