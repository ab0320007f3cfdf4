package io.stepscope.viewer.check;

import io.stepscope.Configuration;
import io.stepscope.configuration.Setting;
import io.stepscope.tracker.Finding;
import java.util.ArrayList;
import java.util.List;

/** What was configured, and where. */
public final class ConfigurationCheck {
  private ConfigurationCheck() {}

  /** Of a configuration without mistakes. */
  public static Examination of(Configuration configuration) {
    List<Finding> findings = new ArrayList<>();
    for (Setting setting : configuration.settings()) {
      findings.add(
          Finding.ok(setting.key(), setting.value() + " (" + setting.origin().place() + ")"));
    }
    findings.add(
        findings.isEmpty()
            ? Finding.ok("keys", "none set; everything is as by default")
            : Finding.ok("everything else", "by default"));
    return new Examination("configuration", findings);
  }

  /** Of one that cannot be used. */
  public static Examination wrong(String complaint) {
    return new Examination(
        "configuration",
        List.of(
            Finding.problem(
                "keys",
                complaint,
                "correct it; until then runs are recorded with the defaults, or not at all")));
  }
}
