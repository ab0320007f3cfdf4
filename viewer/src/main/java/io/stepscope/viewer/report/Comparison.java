package io.stepscope.viewer.report;

import java.util.List;

/**
 * How what a tracker holds of a run compares with what was recorded.
 *
 * @param tracker its name
 * @param problem why nothing was compared, one line; empty when it was
 * @param kinds what was compared, by kind
 * @param differences series that are not the same, a line each
 */
public record Comparison(
    String tracker, String problem, List<Kind> kinds, List<String> differences) {

  public Comparison {
    kinds = List.copyOf(kinds);
    differences = List.copyOf(differences);
  }

  /**
   * What was found of one kind.
   *
   * @param kind the word for the kind
   * @param recorded values that the tracker should hold
   * @param held values that it holds
   * @param series number of series
   * @param different how many of them are not the same
   */
  public record Kind(String kind, long recorded, long held, int series, int different) {}
}
