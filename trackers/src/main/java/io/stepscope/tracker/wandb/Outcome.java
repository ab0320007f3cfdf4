package io.stepscope.tracker.wandb;

import io.stepscope.event.Event;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Delivered;
import io.stepscope.tracker.DeliveryResult.Delivered.Exclusion;
import java.util.ArrayList;
import java.util.List;

/** What became of those events of a batch that did not simply arrive. */
final class Outcome {
  private final List<Exclusion> skipped = new ArrayList<>();
  private final List<Exclusion> rejected = new ArrayList<>();
  private final List<Event> uncertain = new ArrayList<>();

  /** W&amp;B has no place for it. */
  void skip(Event event, String reason) {
    skipped.add(new Exclusion(event, reason));
  }

  /** W&amp;B refused it for good. */
  void reject(Event event, String reason) {
    rejected.add(new Exclusion(event, reason));
  }

  /** The answer was lost on the way, and it must not be sent twice. */
  void uncertain(Event event) {
    uncertain.add(event);
  }

  DeliveryResult delivered(String checkpoint) {
    return new Delivered(checkpoint, skipped, rejected, uncertain);
  }
}
