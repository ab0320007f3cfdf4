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
   * The first events of the batch are done; the others are delivered again, as a batch that begins
   * with the first of them.
   *
   * @param events how many are done, from 1 to one less than the batch has
   * @param outcome what became of those; names no other events
   * @param rest why the others were not taken, and when to go on
   */
  record Partial(int events, Delivered outcome, Retry rest) implements DeliveryResult {}

  /**
   * Nothing of the batch was taken, or taking it twice does no harm; deliver it again.
   *
   * @param reason one line for people
   * @param after the tracker asked for so much quiet ({@code Retry-After}, a rate limit): nothing
   *     is sent to it before, not even at the end of a run; zero leaves it to the engine, which
   *     waits longer after each failure
   */
  record Retry(String reason, Duration after) implements DeliveryResult {}

  /**
   * Nothing of the batch was taken, and it never will be as it is: it is too large, or something in
   * it is wrong and the tracker does not know what. The engine delivers it in smaller pieces; an
   * event that is rejected alone is set aside and counted as rejected.
   *
   * @param reason one line for people
   */
  record Rejected(String reason) implements DeliveryResult {}

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

  /** The answer was lost, and the protocol cannot tell whether these arrived. */
  static Delivered uncertain(@Nullable String checkpoint, List<Event> events) {
    return new Delivered(checkpoint, List.of(), List.of(), events);
  }

  /** Nothing taken; the engine chooses when to try again. */
  static Retry retry(String reason) {
    return new Retry(reason, Duration.ZERO);
  }
}
