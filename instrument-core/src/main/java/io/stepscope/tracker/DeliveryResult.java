package io.stepscope.tracker;

import io.stepscope.event.Event;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a batch. */
public sealed interface DeliveryResult {

  /**
   * The tracker acknowledged the batch; the cursor moves past it.
   *
   * @param checkpoint opaque state to be persisted with the cursor and given back to {@link
   *     Tracker#open}; null leaves the one before in place
   * @param skipped events the tracker cannot take, with the reason
   * @param rejected events the tracker refused for good, with the reason
   * @param uncertain events whose answer was lost on the way and that the protocol cannot tell
   */
  record Delivered(
      @Nullable String checkpoint,
      List<Exclusion> skipped,
      List<Exclusion> rejected,
      List<Event> uncertain)
      implements DeliveryResult {
    public Delivered {
      skipped = List.copyOf(skipped);
      rejected = List.copyOf(rejected);
      uncertain = List.copyOf(uncertain);
    }

    /** An event that was left out, and why. */
    public record Exclusion(Event event, String reason) {}
  }

  /**
   * Nothing of the batch was taken; deliver it again.
   *
   * @param reason one line for people
   * @param after wait at least this long; zero leaves it to the caller's backoff
   */
  record Retry(String reason, Duration after) implements DeliveryResult {}

  /**
   * The tracker will never take this run as configured; what is left stays in the journal for
   * {@code sync}.
   *
   * @param reason one line naming what to change
   */
  record Refused(String reason) implements DeliveryResult {}

  /** All delivered. */
  static Delivered delivered(@Nullable String checkpoint) {
    return new Delivered(checkpoint, List.of(), List.of(), List.of());
  }
}
