package io.stepscope.viewer.check;

import io.stepscope.tracker.Finding;
import java.util.List;

/**
 * What was found in one area.
 *
 * @param area one or two words, for instance {@code configuration} or the name of a tracker
 */
public record Examination(String area, List<Finding> findings) {
  public Examination {
    findings = List.copyOf(findings);
  }

  /** Whether something will not work. */
  public boolean hasProblem() {
    return findings.stream().anyMatch(finding -> finding.grade() == Finding.Grade.PROBLEM);
  }
}
