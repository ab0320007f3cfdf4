package io.stepscope.forward;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether a tracker may be called now. What one run learns of a tracker holds for every run of the
 * process that goes there: when it asked for quiet nobody calls it, and when it failed several
 * times in a row one forwarder at a time tries whether it is back. Thread-safe.
 */
final class Circuit {
  private static final int OPENS_AFTER = 3;
  // A call that hangs does not keep the others from trying for ever.
  private static final long LONGEST_TRIAL = TimeUnit.SECONDS.toNanos(60);
  private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(200);

  // One for each tracker and configuration that the process ever used, which are few.
  private static final Map<List<Object>, Circuit> OF_THIS_PROCESS = new ConcurrentHashMap<>();

  private final LongSupplier nanoClock;
  private final long origin;
  private final Backoff backoff;

  private int failures;
  private String reason = "";
  private long quietUntil;
  private long openUntil;
  private long trialUntil;

  /**
   * @param nanoClock a clock that never goes back, in nanoseconds
   */
  Circuit(LongSupplier nanoClock, Backoff backoff) {
    this.nanoClock = nanoClock;
    this.backoff = backoff;
    origin = nanoClock.getAsLong();
  }

  /** The one that all forwarders of this process to this tracker, so configured, share. */
  static Circuit to(ConfiguredTracker tracker) {
    return OF_THIS_PROCESS.computeIfAbsent(
        List.of(tracker.name(), tracker.keys()),
        key ->
            new Circuit(
                System::nanoTime, new Backoff(() -> ThreadLocalRandom.current().nextDouble())));
  }

  /**
   * Asks for an attempt, whose outcome must then be told.
   *
   * @param urgently whether to try though it failed a moment ago; what it asked for holds all the
   *     same
   * @return zero if it may be made now, else how long to wait before asking again
   */
  synchronized Duration untilAllowed(boolean urgently) {
    long now = now();
    long wait = quietUntil - now;
    if (wait <= 0 && isOpen()) {
      wait = Math.max(urgently ? 0 : openUntil - now, Math.min(trialUntil - now, LOOK_AGAIN));
    }
    if (wait > 0) {
      return Duration.ofNanos(wait);
    }
    trialUntil = now + LONGEST_TRIAL;
    return Duration.ZERO;
  }

  /** The tracker answered as one that works; what it asked another for holds all the same. */
  synchronized void works() {
    failures = 0;
    reason = "";
    trialUntil = 0;
    backoff.reset();
  }

  /**
   * The tracker did not take anything.
   *
   * @param asked how long it wants to be left alone; zero if it did not say
   */
  synchronized void fails(String why, Duration asked) {
    long now = now();
    failures++;
    reason = why;
    trialUntil = 0;
    quietUntil = Math.max(quietUntil, now + asked.toNanos());
    if (isOpen()) {
      openUntil = now + backoff.next().toNanos();
    }
  }

  /** The attempt came to nothing, which says nothing of the tracker: another may try. */
  synchronized void abandons() {
    trialUntil = 0;
  }

  /** Why it does not work at the moment; empty when nothing is known against it. */
  synchronized String reason() {
    return reason;
  }

  /** Whether another attempt right now would be in vain or unwelcome. */
  synchronized boolean isHopeless() {
    return isOpen() || quietUntil > now();
  }

  private boolean isOpen() {
    return failures >= OPENS_AFTER;
  }

  private long now() {
    return nanoClock.getAsLong() - origin;
  }
}
