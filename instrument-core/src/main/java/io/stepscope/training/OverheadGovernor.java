package io.stepscope.training;

import io.stepscope.configuration.HistogramSchedule;

/**
 * Decides in which steps tensors are looked at, so that recording takes no more than a given share
 * of the training's time. What counts is processor time, on the training thread and beside it: on a
 * busy machine the one is as dear as the other.
 *
 * <p>Looking costs time in proportion to the size of the model, so what is governed is how often:
 * every N-th step, evenly spaced, with N the least number of steps whose budget pays for one look.
 * N follows the measured times and is never infinite. The first step is always looked at, so that
 * the shortest run has its histograms; that look runs code for the first time and costs many times
 * what later ones do, so it does not alone decide when the next one comes.
 *
 * <p>Not thread-safe; guarded by the session that owns it.
 */
public final class OverheadGovernor {

  /**
   * However dear looking is, the next look comes no later than this many steps after the last, or
   * than as many steps as there have been so far. So the price is soon asked again, and what that
   * costs beyond the budget grows only with the logarithm of the steps.
   */
  private static final long LONGEST_FIRST_INTERVAL = 20;

  /**
   * Share of the budget that is not spent here: for forwarding, and for what no clock of ours
   * shows, such as caches that the training finds full of other things after a look.
   */
  private static final double OTHERS_SHARE = 0.5;

  /**
   * Least share of the budget that is left for looking, however dear everything else is. A look
   * costs the training several times what the clocks around it show, by the caches it empties.
   */
  private static final double LEAST_SHARE = 0.05;

  /** An interval too short or too long by this much is put right, so that spacing stays even. */
  private static final double TOO_SHORT = 1.05;

  private static final double TOO_LONG = 0.75;

  private final Mode mode;
  private final double budget;
  private final Window stepNanos = new Window(31);
  private final Window baseNanos = new Window(31);
  private final Window lookNanos = new Window(3);
  private long interval;
  private long firstStep = -1;
  private long lastLook = -1;
  private long looks;
  private long skipped;
  private long putOff;

  private OverheadGovernor(Mode mode, double budget, long interval) {
    this.mode = mode;
    this.budget = budget;
    this.interval = interval;
  }

  /**
   * Looks as often as the budget allows.
   *
   * @param budget share of the training's time that may be spent, for instance 0.01
   */
  public static OverheadGovernor auto(double budget) {
    if (!(budget > 0)) {
      throw new IllegalArgumentException("the overhead budget must be positive, not " + budget);
    }
    return new OverheadGovernor(Mode.AUTO, budget, 1);
  }

  /** Looks in step 0 and in every {@code interval}-th step after it, whatever that costs. */
  public static OverheadGovernor every(long interval) {
    if (interval < 1) {
      throw new IllegalArgumentException("the interval must be 1 or more, not " + interval);
    }
    return new OverheadGovernor(Mode.EVERY, 1, interval);
  }

  /** Never looks. */
  public static OverheadGovernor off() {
    return new OverheadGovernor(Mode.OFF, 0, 0);
  }

  /**
   * The governor for a schedule.
   *
   * @param budget share of the training's time for the automatic schedule; 0 turns it off
   */
  public static OverheadGovernor of(HistogramSchedule schedule, double budget) {
    return switch (schedule.mode()) {
      case AUTO -> budget > 0 ? auto(budget) : off();
      case EVERY -> every(schedule.every());
      case OFF -> off();
    };
  }

  /** Whether it was asked for a look every so many steps, whatever that costs. */
  boolean leavesNothingOut() {
    return mode == Mode.EVERY;
  }

  /** Whether tensors are looked at at all. */
  public boolean enabled() {
    return mode != Mode.OFF;
  }

  /**
   * Whether tensors are to be looked at in {@code step}; asked once a step.
   *
   * @param busy whether what was seen in an earlier look is still being counted. The automatic
   *     schedule then lets the step pass: its memory is in use and its price not known.
   */
  boolean wants(long step, boolean busy) {
    return switch (mode) {
      case OFF -> false;
      case EVERY -> step % interval == 0;
      case AUTO -> (lastLook < 0 || step - lastLook >= interval) && !putsOff(busy);
    };
  }

  private boolean putsOff(boolean busy) {
    putOff += busy ? 1 : 0;
    return busy;
  }

  /**
   * Takes note of a step that ended.
   *
   * @param step its number
   * @param total time of the step without our own, in nanoseconds; negative when unknown
   * @param base our own time in it apart from looking at tensors, in nanoseconds
   * @param looked whether tensors were looked at
   */
  void ended(long step, long total, long base, boolean looked) {
    firstStep = firstStep < 0 ? step : firstStep;
    if (total >= 0) {
      stepNanos.add(total);
      baseNanos.add(Math.max(0, base));
    }
    if (looked) {
      looks++;
      lastLook = step;
    } else {
      skipped++;
    }
    // Early on every step teaches; later the interval is settled once per look.
    if (mode == Mode.AUTO && !lookNanos.isEmpty() && !stepNanos.isFull()) {
      settle();
    }
  }

  /**
   * Takes note of what a look cost, once that is known, be it many steps later.
   *
   * @param look processor time on all threads, in nanoseconds
   */
  void priced(long look) {
    lookNanos.add(look);
    if (mode == Mode.AUTO) {
      settle();
    }
  }

  /** Steps from one look to the next; 0 when off. */
  public long interval() {
    return interval;
  }

  /** Steps in which tensors were looked at. */
  public long looks() {
    return looks;
  }

  /** Steps in which they were not. */
  public long skipped() {
    return skipped;
  }

  /** Those of them in which a look was due, and an earlier one still being counted. */
  public long putOff() {
    return putOff;
  }

  private void settle() {
    // Steps and looks only ever seem dearer than they are: cold code, or a processor that others
    // use. A busy machine must not make the budget seem larger.
    double allowed = budget * stepNanos.lowerQuartile();
    double left =
        Math.max((1 - OTHERS_SHARE) * allowed - baseNanos.lowerQuartile(), LEAST_SHARE * allowed);
    long wanted =
        left > 0 ? Math.max(1, (long) Math.ceil(lookNanos.least() / left)) : Long.MAX_VALUE;
    wanted = Math.min(wanted, Math.max(LONGEST_FIRST_INTERVAL, lastLook - firstStep));
    if (wanted > TOO_SHORT * interval || wanted < TOO_LONG * interval) {
      interval = wanted;
    }
  }

  private enum Mode {
    AUTO,
    EVERY,
    OFF
  }
}
