package io.stepscope.tracker.mlflow;

import io.stepscope.event.Event;
import io.stepscope.event.RunStarted;
import io.stepscope.event.Stamp;
import io.stepscope.tracker.TrackerSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run on one server, as long as the tracker is open: what need not be asked again. */
final class RunSession {
  private static final String IMAGE_NAMES = "stepscope.image_names";
  private static final int LONGEST_NAME = 250;

  final ServerCalls calls;
  final RunCalls runs;
  final String runId;
  final Artifacts artifacts;
  final GrowingFiles files;
  final Acknowledged acknowledged = new Acknowledged();
  final SeriesKeys keys = new SeriesKeys();

  private RunSession(ServerCalls calls, RunState state, Path runFolder) {
    this.calls = calls;
    this.runs = new RunCalls(calls);
    this.runId = state.runId;
    this.artifacts =
        new RememberingArtifacts(Artifacts.at(state.artifactUri, runId, calls), acknowledged);
    this.files = new GrowingFiles(artifacts, new KeptParts(runFolder.resolve("mlflow")));
  }

  /**
   * Goes on with the run of the state, or with one that we made before, or makes it.
   *
   * @param state gets the run
   * @param events the first of the run if it has none yet
   */
  static RunSession open(
      TrackerSettings tracker,
      MlflowSettings settings,
      ServerCalls calls,
      RunState state,
      List<Event> events)
      throws UndeliveredException {
    if (state.runId.isEmpty()) {
      find(tracker, settings, calls, state, events);
      tracker
          .notices()
          .accept(calls.server() + "/#/experiments/" + state.experimentId + "/runs/" + state.runId);
    }
    return new RunSession(calls, state, tracker.runFolder());
  }

  private static void find(
      TrackerSettings tracker,
      MlflowSettings settings,
      ServerCalls calls,
      RunState state,
      List<Event> events)
      throws UndeliveredException {
    RunCalls runs = new RunCalls(calls);
    RunStarted started = started(events);
    if (state.experimentId.isEmpty()) {
      String recorded = started == null ? "" : started.experiment();
      state.experimentId = runs.experiment(settings.experiment(recorded));
    }
    String experiment = state.experimentId;
    RunCalls.Known run = runs.ofOurs(experiment, tracker.run());
    if (run == null) {
      run = create(tracker, calls, experiment, started, events.get(0).stamp());
    }
    state.imageNames = ImageNames.of(run.tags().getOrDefault(IMAGE_NAMES, ""));
    state.artifactUri = run.artifactUri();
    state.runId = run.runId();
  }

  private static RunCalls.Known create(
      TrackerSettings tracker,
      ServerCalls calls,
      String experiment,
      @Nullable RunStarted started,
      Stamp first)
      throws UndeliveredException {
    String version = calls.version();
    ImageNames names = version == null ? ImageNames.PERCENT : ImageNames.ofVersion(version);
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put(RunCalls.OUR_ID, tracker.run());
    tags.put(IMAGE_NAMES, names.word());
    String name = started == null ? tracker.run() : started.name();
    Stamp stamp = started == null ? first : started.stamp();
    RunCalls.Known made =
        new RunCalls(calls)
            .create(experiment, name(name), Math.max(0, stamp.timeMicros() / 1_000), tags);
    return new RunCalls.Known(made.runId(), made.artifactUri(), tags);
  }

  /** A name that the server takes. */
  static String name(String name) {
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + '…';
  }

  private static @Nullable RunStarted started(List<Event> events) {
    RunStarted found = null;
    for (Event event : events) {
      boolean better = found == null || event.stamp().rank() < found.stamp().rank();
      if (better && event instanceof RunStarted started) {
        found = started;
      }
    }
    return found;
  }
}
