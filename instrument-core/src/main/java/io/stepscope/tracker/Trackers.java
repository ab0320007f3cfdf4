package io.stepscope.tracker;

import io.stepscope.spelling.Nearest;
import java.util.List;
import java.util.ServiceLoader;

/** The trackers on the class path of Stepscope itself. */
public final class Trackers {

  private Trackers() {}

  /** Every tracker there is, by name. */
  public static List<TrackerProvider> all() {
    // The application's context class loader may know another copy of Stepscope, or none.
    return ServiceLoader.load(TrackerProvider.class, Trackers.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .sorted((one, other) -> one.name().compareTo(other.name()))
        .toList();
  }

  /**
   * The tracker of that name.
   *
   * @throws IllegalArgumentException if there is none; the message names the nearest one in one
   *     line
   */
  public static TrackerProvider named(String name) {
    return named(name, all());
  }

  static TrackerProvider named(String name, List<TrackerProvider> known) {
    for (TrackerProvider provider : known) {
      if (provider.name().equals(name)) {
        return provider;
      }
    }
    List<String> names = known.stream().map(TrackerProvider::name).toList();
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown tracker '"
              + name
              + "': no tracker is on the class path (add stepscope-trackers)");
    }
    throw new IllegalArgumentException(
        "unknown tracker '"
            + name
            + "', did you mean '"
            + Nearest.to(name, names)
            + "'? Known: "
            + String.join(", ", names));
  }
}
