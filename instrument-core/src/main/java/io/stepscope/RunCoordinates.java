package io.stepscope;

import io.stepscope.coordinates.Coordinates;
import io.stepscope.coordinates.ProcessView;
import io.stepscope.event.Params;
import io.stepscope.recorder.BackgroundThread;
import io.stepscope.recorder.Recorder;
import io.stepscope.redaction.Redaction;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gathers a run's coordinates on a thread of their own: hashing jars and reading a repository take
 * longer than a step.
 */
final class RunCoordinates {

  private RunCoordinates() {}

  /** The thread that gathers and records; not started. */
  static Thread gathering(Recorder recorder, Configuration configuration, Redaction redaction) {
    return BackgroundThread.of(
        () -> {
          try {
            record(recorder, configuration, redaction);
          } catch (Throwable t) {
            recorder.failure("gathering coordinates", t);
          }
        },
        "stepscope-coordinates");
  }

  /** What is known soonest is recorded first: the process may not live long. */
  private static void record(Recorder recorder, Configuration configuration, Redaction redaction) {
    ProcessView process = ProcessView.ofThisProcess();
    recordConfiguration(recorder, configuration);
    record(recorder, Coordinates.ofProcess(process, redaction, Map.of()));
    record(recorder, Coordinates.ofRepository(process));
    record(recorder, Coordinates.ofLibraries(process));
  }

  private static void recordConfiguration(Recorder recorder, Configuration configuration) {
    Map<String, Object> settings = new LinkedHashMap<>();
    configuration
        .settings()
        .forEach(setting -> settings.put("stepscope." + setting.key(), setting.value()));
    if (!settings.isEmpty()) {
      recorder.params(Params.Group.CONFIG, settings);
    }
  }

  private static void record(Recorder recorder, Coordinates coordinates) {
    coordinates
        .groups()
        .forEach(
            (group, values) -> {
              if (!values.isEmpty()) {
                recorder.params(group, values);
              }
            });
  }
}
