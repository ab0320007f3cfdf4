package io.stepscope.configuration;

import java.util.Locale;

/**
 * How often the values of tensors are looked at.
 *
 * @param mode by budget, by count or not at all
 * @param every number of steps from one histogram to the next; 0 unless the mode is {@link
 *     Mode#EVERY}
 */
public record HistogramSchedule(Mode mode, int every) {

  /** How the steps are chosen. */
  public enum Mode {
    /** As often as the overhead budget allows. */
    AUTO,
    /** Exactly every so many steps, none skipped. */
    EVERY,
    /** Never. */
    OFF
  }

  /** As often as the overhead budget allows. */
  public static final HistogramSchedule AUTO = new HistogramSchedule(Mode.AUTO, 0);

  /** Never. */
  public static final HistogramSchedule OFF = new HistogramSchedule(Mode.OFF, 0);

  public HistogramSchedule {
    if (mode == Mode.EVERY ? every < 1 : every != 0) {
      throw new IllegalArgumentException("every " + every + " in mode " + mode);
    }
  }

  /** Exactly every so many steps. */
  public static HistogramSchedule every(int steps) {
    return new HistogramSchedule(Mode.EVERY, steps);
  }

  static HistogramSchedule parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return switch (lower) {
      case "auto" -> AUTO;
      case "off" -> OFF;
      default -> {
        if (!lower.startsWith("every:")) {
          throw new IllegalArgumentException(text);
        }
        yield every(Forms.number(lower.substring("every:".length()), 1));
      }
    };
  }
}
