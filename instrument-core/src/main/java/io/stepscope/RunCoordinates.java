package io.stepscope;

import io.stepscope.event.Params;
import io.stepscope.recorder.Recorder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gathers a run's coordinates on a thread of their own: hashing jars and reading a repository take
 * longer than a step.
 */
final class RunCoordinates {

  private RunCoordinates() {}

  /** The thread that gathers and records; not started. */
  static Thread gathering(Recorder recorder, Configuration configuration) {
    Thread thread =
        new Thread(
            () -> {
              try {
                record(recorder, configuration);
              } catch (Throwable t) {
                recorder.failure("gathering coordinates", t);
              }
            },
            "stepscope-coordinates");
    thread.setDaemon(true);
    return thread;
  }

  private static void record(Recorder recorder, Configuration configuration) {
    Map<String, Object> settings = new LinkedHashMap<>();
    configuration
        .settings()
        .forEach(setting -> settings.put("stepscope." + setting.key(), setting.value()));
    if (!settings.isEmpty()) {
      recorder.params(Params.Group.CONFIG, settings);
    }
  }
}
