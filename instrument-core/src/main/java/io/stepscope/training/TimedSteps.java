package io.stepscope.training;

/**
 * Decides in which steps devices are timed: in each, unless the marks of a step cost the training
 * more than a quarter of the overhead budget; then in every n-th, so that they do not. The first
 * few are timed in any case: what they cost says nothing yet.
 *
 * <p>Not thread-safe.
 */
final class TimedSteps {

  /** Of the budget, what marks may take. */
  private static final double SHARE = 0.25;

  /** Steps that are timed before anything is made of their cost. */
  static final int FIRST = 8;

  /** However dear marks are, their price is asked again so soon. */
  static final long LONGEST_INTERVAL = 100;

  private final double budget;
  private final Window cost = new Window(FIRST);
  private final Window steps = new Window(31);
  private long interval = 1;
  private long since;

  /**
   * Follows a budget.
   *
   * @param budget share of the training's time that recording may take; with 0 nothing is timed
   */
  TimedSteps(double budget) {
    this.budget = budget;
  }

  /** Whether the step that begins is timed; asked once a step. */
  boolean next() {
    since++;
    return budget > 0 && since >= interval;
  }

  /**
   * Takes note of a step that ended.
   *
   * @param total time of the step in nanoseconds; negative when unknown
   * @param spent what its marks cost the training, in nanoseconds; 0 if there were none
   */
  void ended(long total, long spent) {
    if (total > 0) {
      steps.add(Math.max(0, total - spent));
    }
    if (spent > 0) {
      cost.add(spent);
      since = 0;
      if (cost.isFull() && !steps.isEmpty()) {
        double allowed = SHARE * budget * steps.lowerQuartile();
        interval = (long) Math.min(LONGEST_INTERVAL, Math.ceil(cost.least() / allowed));
      }
    }
  }

  /** From one step that is timed to the next. */
  long interval() {
    return interval;
  }
}
