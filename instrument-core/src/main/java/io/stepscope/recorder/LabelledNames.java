package io.stepscope.recorder;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Names of series as they are recorded: behind a label, and mended where they are bad. */
final class LabelledNames {
  private final Notices notices;
  private final String label;
  private final Map<String, String> labelled = new ConcurrentHashMap<>();

  /**
   * @param label what all names begin with; may be empty
   */
  LabelledNames(Notices notices, String label) {
    this.notices = notices;
    this.label = label;
  }

  String label() {
    return label;
  }

  String of(String given) {
    String name = label.isEmpty() ? given : labelled.computeIfAbsent(given, label::concat);
    return SeriesNames.isGood(name) ? name : mended(name);
  }

  private String mended(String name) {
    String good = SeriesNames.mended(name);
    notices.once(
        "name",
        "series name '"
            + SeriesNames.abbreviated(name)
            + "' must have 1 to "
            + SeriesNames.LONGEST
            + " characters; recorded as '"
            + good
            + "'");
    return good;
  }
}
