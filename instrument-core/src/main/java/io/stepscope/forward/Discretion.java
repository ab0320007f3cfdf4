package io.stepscope.forward;

import io.stepscope.redaction.Redaction;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Delivered;
import io.stepscope.tracker.DeliveryResult.Delivered.Exclusion;
import io.stepscope.tracker.DeliveryResult.Partial;
import io.stepscope.tracker.DeliveryResult.Refused;
import io.stepscope.tracker.DeliveryResult.Rejected;
import io.stepscope.tracker.DeliveryResult.Retry;
import java.util.List;

/**
 * Keeps secrets out of what trackers say: libraries put addresses and headers into their messages,
 * and the reasons that trackers give are stored and shown.
 */
final class Discretion {
  private final Redaction redaction;

  Discretion(ConfiguredTracker tracker) {
    redaction = Redaction.of(System.getenv(), tracker.keys());
  }

  /** One line without secrets. */
  String line(String text) {
    return redaction.text(text.lines().findFirst().orElse(""));
  }

  /** The same result, with reasons that may be shown. */
  DeliveryResult of(DeliveryResult result) {
    if (result instanceof Delivered delivered) {
      return of(delivered);
    } else if (result instanceof Partial partial) {
      return new Partial(partial.events(), of(partial.outcome()), of(partial.rest()));
    } else if (result instanceof Retry retry) {
      return of(retry);
    } else if (result instanceof Rejected rejected) {
      return new Rejected(line(rejected.reason()));
    }
    return new Refused(line(((Refused) result).reason()));
  }

  private Retry of(Retry retry) {
    return new Retry(line(retry.reason()), retry.after());
  }

  private Delivered of(Delivered delivered) {
    if (delivered.skipped().isEmpty() && delivered.rejected().isEmpty()) {
      return delivered;
    }
    return new Delivered(
        delivered.checkpoint(),
        of(delivered.skipped()),
        of(delivered.rejected()),
        delivered.uncertain());
  }

  private List<Exclusion> of(List<Exclusion> exclusions) {
    return exclusions.stream()
        .map(left -> new Exclusion(left.event(), line(left.reason())))
        .toList();
  }
}
