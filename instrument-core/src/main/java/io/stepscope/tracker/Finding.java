package io.stepscope.tracker;

/**
 * One thing that was looked at before anything depends on it, and how it stands. Texts are one
 * line, for people, and hold no secrets.
 *
 * @param grade how it stands
 * @param subject what was looked at, in a few words
 * @param state what is the case
 * @param fix what to do about it; empty where nothing is to be done
 */
public record Finding(Grade grade, String subject, String state, String fix) {

  /** How something stands. */
  public enum Grade {
    /** As it should be. */
    OK,
    /** It will work, but not as people may expect. */
    WARNING,
    /** It will not work. */
    PROBLEM
  }

  public static Finding ok(String subject, String state) {
    return new Finding(Grade.OK, subject, state, "");
  }

  public static Finding warning(String subject, String state, String fix) {
    return new Finding(Grade.WARNING, subject, state, fix);
  }

  public static Finding problem(String subject, String state, String fix) {
    return new Finding(Grade.PROBLEM, subject, state, fix);
  }
}
