package io.stepscope.tracker.mlflow;

import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Refused;
import io.stepscope.tracker.DeliveryResult.Rejected;
import io.stepscope.tracker.DeliveryResult.Retry;
import java.time.Duration;

/** Ends a delivery with a result, from deep within it; never leaves the tracker. */
final class UndeliveredException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient DeliveryResult result;
  private final boolean internalError;

  private UndeliveredException(DeliveryResult result, String reason, boolean internalError) {
    super(reason, null, false, false);
    this.result = result;
    this.internalError = internalError;
  }

  static UndeliveredException retry(String reason) {
    return retry(reason, Duration.ZERO);
  }

  static UndeliveredException retry(String reason, Duration after) {
    return new UndeliveredException(new Retry(reason, after), reason, false);
  }

  /** The server failed within itself, which may be for good if it always does. */
  static UndeliveredException internalError(String reason, Duration after) {
    return new UndeliveredException(new Retry(reason, after), reason, true);
  }

  static UndeliveredException refused(String reason) {
    return new UndeliveredException(new Refused(reason), reason, false);
  }

  static UndeliveredException rejected(String reason) {
    return new UndeliveredException(new Rejected(reason), reason, false);
  }

  DeliveryResult result() {
    return result;
  }

  boolean isInternalError() {
    return internalError;
  }

  boolean isRejection() {
    return result instanceof Rejected;
  }
}
