package io.stepscope.event;

import java.util.Map;

/**
 * The exit code of a process that halted while a run went on, which is no end of the run: a
 * parameter {@code stepscope/halted} that is recorded last.
 */
public final class HaltCode {
  private static final String KEY = "stepscope/halted";

  private HaltCode() {}

  /** The event that says so. */
  public static Params event(Stamp stamp, int code) {
    return new Params(stamp, Params.Group.CONFIG, Map.of(KEY, (long) code));
  }

  /** Why a run is killed that has no end: what was known before, or what {@code event} says. */
  public static String reasonAfter(String before, Event event) {
    return event instanceof Params params && params.values().get(KEY) instanceof Long code
        ? "the process halted with code " + code
        : before;
  }
}
