package io.stepscope.tracker.wandb;

import io.stepscope.event.Alert;
import io.stepscope.event.Artifact;
import io.stepscope.event.ConsoleLine;
import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.ModelGraph;
import io.stepscope.event.Params;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStarted;
import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Turns events into what W&amp;B has: rows of history with rising steps, system panels, console
 * lines, files, and so on.
 *
 * <p>What is handed over depends on the events alone, never on how they are cut into batches.
 * Series of the first training process are named as recorded; those of others lie under {@code
 * rank1/} and so on.
 */
final class EventTranslation {
  static final String TOO_LATE = "its step was in W&B already, which takes each step once";
  static final String TOO_LARGE = "more for one step than W&B takes in a line of history";

  private final RunState state;
  private final Destination destination;
  private final History history;
  private final RowValues values;
  private final SystemSamples samples;
  private final RunParams params;
  private final Path artifacts;

  /**
   * @param artifacts folder of the run in which files lie by their SHA-256
   */
  EventTranslation(RunState state, Destination destination, Path artifacts) {
    this.state = state;
    this.destination = destination;
    this.history = new History(state, destination);
    this.values = new RowValues(history, destination);
    this.samples = new SystemSamples(state, destination);
    this.params = new RunParams(state, destination);
    this.artifacts = artifacts;
  }

  /** Hands an event over; what cannot be is said to {@code outcome}. */
  void translate(Event event, Outcome outcome) throws IOException {
    Stamp stamp = event.stamp();
    begin(event);
    state.lastMicros = Math.max(state.lastMicros, stamp.timeMicros());
    samples.before(stamp.timeMicros());
    switch (event.kind()) {
      case SCALAR -> {
        Scalar scalar = (Scalar) event;
        if (!samples.take(scalar)) {
          row(event, outcome);
        }
      }
      case HISTOGRAM, TIMING, TEXT, IMAGE, TABLE, CONTROL_ACTION -> row(event, outcome);
      case ARTIFACT -> artifact((Artifact) event, outcome);
      case CONSOLE_LINE -> destination.console((ConsoleLine) event);
      case MODEL_GRAPH -> graph(stamp, (ModelGraph) event);
      case PARAMS -> params.take((Params) event);
      case ALERT -> destination.alert((Alert) event);
      case RUN_STARTED -> started(stamp, (RunStarted) event);
      case RUN_ENDED -> ended(stamp, (RunEnded) event);
      case STEP_COMPLETE -> {
        history.complete(stamp.step());
        outcome.inRow(event);
      }
    }
  }

  /** Hands over what waits for the end of a step. */
  void flush() throws IOException {
    samples.flush();
    history.flush();
  }

  /** Every journal begins with a start; without one the run still has to be there. */
  private void begin(Event event) throws IOException {
    if (state.started) {
      return;
    }
    state.startMicros = event.stamp().timeMicros();
    state.lastMicros = event.stamp().timeMicros();
    if (event.kind() != EventKind.RUN_STARTED) {
      state.started = true;
      destination.run(state);
    }
  }

  private void started(Stamp stamp, RunStarted event) throws IOException {
    if (state.started && stamp.rank() > 0) {
      return;
    }
    if (state.started && event.resumed()) {
      flush();
      // The clock of W&B's charts stands still between an end and the start after it.
      if (state.exitCode >= 0) {
        state.pausedMicros += Math.max(0, stamp.timeMicros() - state.endedMicros);
      }
    }
    state.exitCode = -1;
    state.started = true;
    state.facts = state.facts.started(event.experiment(), event.name(), event.version());
    destination.run(state);
  }

  private void ended(Stamp stamp, RunEnded event) throws IOException {
    flush();
    String prefix = stamp.rank() == 0 ? "run/" : "run/rank" + stamp.rank() + '/';
    history.summary(prefix + "status", Json.text(event.status().word()));
    history.summary(prefix + "reason", Json.text(event.reason()));
    int exitCode =
        switch (event.status()) {
          case FINISHED, STOPPED -> 0;
          case FAILED, KILLED, RUNNING -> 1;
        };
    state.exitCode = Math.max(state.exitCode, exitCode);
    state.endedMicros = stamp.timeMicros();
    destination.end(state.exitCode, state.endSeconds());
  }

  private void row(Event event, Outcome outcome) throws IOException {
    Row row = history.row(event.stamp());
    if (row == null) {
      outcome.skip(event, TOO_LATE);
    } else if (row.isFull()) {
      outcome.reject(event, TOO_LARGE);
    } else {
      values.put(event, row);
      outcome.inRow(event);
    }
  }

  private void graph(Stamp stamp, ModelGraph graph) throws IOException {
    String key = RowValues.name(stamp, "graph_" + state.graphs++);
    byte[] content = Graphs.content(graph);
    MediaFile file = MediaFile.of("graph", key, history.lastStep(), ".graph.json", content);
    destination.file(file, content);
    history.summary(key, Json.of(file.json("graph-file")));
  }

  private void artifact(Artifact event, Outcome outcome) throws IOException {
    Path file = artifacts.resolve(event.sha256());
    if (Files.isRegularFile(file)) {
      destination.artifact(ArtifactVersion.of(event, file));
    } else {
      outcome.skip(event, "its file is not in the run folder");
    }
  }
}
