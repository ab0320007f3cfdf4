package io.stepscope.tracker.wandb;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Delivered;
import io.stepscope.tracker.DeliveryResult.Delivered.Exclusion;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What became of those events of a batch that did not simply arrive. */
final class Outcome {
  private static final Set<EventKind> WITH_FILES =
      EnumSet.of(EventKind.IMAGE, EventKind.TABLE, EventKind.MODEL_GRAPH);

  private final List<Event> batch;
  private final List<Exclusion> skipped = new ArrayList<>();
  private final List<Exclusion> rejected = new ArrayList<>();
  private final List<Event> uncertain = new ArrayList<>();
  private final Map<Long, List<Event>> rows = new HashMap<>();

  Outcome(List<Event> batch) {
    this.batch = batch;
  }

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

  /** It is a part of the line of history of its step. */
  void inRow(Event event) {
    rows.computeIfAbsent(event.stamp().step(), step -> new ArrayList<>()).add(event);
  }

  /**
   * W&amp;B refused the line of a step for good. Events of it that came in earlier batches count as
   * delivered.
   *
   * @return whether there are events of it in this batch
   */
  boolean rejectRow(long step, String reason) {
    List<Event> events = rows.getOrDefault(step, List.of());
    events.forEach(event -> reject(event, reason));
    return !events.isEmpty();
  }

  /**
   * W&amp;B refused a file for good that was made of events which are counted already. The engine
   * cuts batches until one event stands alone, and that one is told; an event with a file of its
   * own is what it sets aside itself.
   *
   * @return whether there is no other event
   */
  boolean rejectAlone(String reason) {
    boolean alone = batch.size() == 1 && !WITH_FILES.contains(batch.get(0).kind());
    if (alone) {
      reject(batch.get(0), reason);
    }
    return alone;
  }

  DeliveryResult delivered(String checkpoint) {
    return new Delivered(checkpoint, skipped, rejected, uncertain);
  }
}
