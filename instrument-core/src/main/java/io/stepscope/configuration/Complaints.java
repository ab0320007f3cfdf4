package io.stepscope.configuration;

import io.stepscope.redaction.Redaction;
import io.stepscope.spelling.Nearest;
import org.jspecify.annotations.Nullable;

/** The sentences for wrong settings: one line, no secrets, and what was probably meant. */
final class Complaints {

  private static final int LONGEST_VALUE = 80;

  private Complaints() {}

  static ConfigurationException unknownKey(String key, Origin origin, @Nullable String meant) {
    return complain("unknown key '" + shortened(key) + "' in " + shortened(origin.place()), meant);
  }

  static ConfigurationException unknownVariable(String variable, @Nullable String meant) {
    return complain("unknown environment variable " + shortened(variable), meant);
  }

  static ConfigurationException badValue(Setting setting, Form<?> form) {
    return complain(
        "bad value "
            + shown(setting)
            + " for '"
            + setting.key()
            + "' in "
            + setting.origin().place()
            + ": must be "
            + form.description(),
        Nearest.like(setting.value(), form.words()));
  }

  static ConfigurationException unknownTracker(
      String tracker, Setting setting, KeyCatalog catalog) {
    String known =
        catalog.trackers().isEmpty()
            ? "no tracker is on the class path"
            : "must be among " + String.join(", ", catalog.trackers());
    return complain(
        "unknown tracker '"
            + shortened(tracker)
            + "' for '"
            + setting.key()
            + "' in "
            + setting.origin().place()
            + ": "
            + known,
        Nearest.like(tracker, catalog.trackers()));
  }

  static ConfigurationException noAssignment(String part, Origin origin) {
    String shown = shortened(Redaction.withoutValues().text(part));
    String where = "' in " + origin.place();
    return complain("'" + shown + where + " is not of the form key=value", null);
  }

  private static ConfigurationException complain(String problem, @Nullable String meant) {
    String line = problem.replaceAll("\\p{Cntrl}", "?");
    return new ConfigurationException(
        meant == null ? line : line + "; did you mean '" + meant + "'?");
  }

  private static String shown(Setting setting) {
    String masked = Redaction.withoutValues().value(setting.key(), setting.value());
    return "'" + shortened(masked) + "'";
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
  }
}
