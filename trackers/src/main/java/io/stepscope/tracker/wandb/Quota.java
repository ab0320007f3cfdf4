package io.stepscope.tracker.wandb;

import java.net.http.HttpHeaders;
import java.time.Duration;

/**
 * What the service says of how many requests it still takes: {@code RateLimit-Remaining}, and in
 * how many seconds there are more, {@code RateLimit-Reset}. When none are left nothing is sent
 * before. Thread-safe.
 */
final class Quota {
  private static final double LONGEST_SECONDS = 3_600;

  private long notBeforeNanos = System.nanoTime();

  /**
   * @throws ServiceException if nothing may be sent now
   */
  synchronized void await() throws ServiceException {
    long left = notBeforeNanos - System.nanoTime();
    if (left > 0) {
      throw ServiceException.notTaken("W&B's rate limit is used up", Duration.ofNanos(left));
    }
  }

  synchronized void note(HttpHeaders headers) {
    double remaining = number(headers, "RateLimit-Remaining", 1);
    double reset = number(headers, "RateLimit-Reset", 0);
    if (remaining < 1 && reset > 0) {
      double seconds = Math.min(reset, LONGEST_SECONDS);
      notBeforeNanos = System.nanoTime() + (long) (seconds * 1e9);
    }
  }

  private static double number(HttpHeaders headers, String name, double fallback) {
    try {
      return headers.firstValue(name).map(Double::parseDouble).orElse(fallback);
    } catch (NumberFormatException e) {
      return fallback;
    }
  }
}
