package io.stepscope.tracker.mlflow;

import io.stepscope.event.Alert;
import io.stepscope.event.Artifact;
import io.stepscope.event.ConsoleLine;
import io.stepscope.event.ControlAction;
import io.stepscope.event.Event;
import io.stepscope.event.Image;
import io.stepscope.event.ModelGraph;
import io.stepscope.event.Params;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStarted;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import io.stepscope.event.Table;
import io.stepscope.event.TensorHistogram;
import io.stepscope.event.Text;
import io.stepscope.event.Timing;
import io.stepscope.json.EventJson;
import io.stepscope.json.JsonWriter;
import io.stepscope.tracker.DeliveryResult.Delivered.Exclusion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes one batch of events into a run. What is written by the time it fails may be written again.
 */
final class RunWriter {
  private final RunSession session;
  private final RunState state;
  private final Path artifactFolder;
  private final LogBatch batch;
  private final RunTexts texts;
  private final ParamsWriter params;
  private final PictureWriter pictures;
  private final TableWriter tables;
  private final List<Exclusion> skipped = new ArrayList<>();
  private final List<Exclusion> rejected = new ArrayList<>();

  /**
   * @param state is changed with each event
   */
  RunWriter(RunSession session, RunState state, Path runFolder) {
    this.session = session;
    this.state = state;
    artifactFolder = runFolder.resolve("artifacts");
    batch = new LogBatch(session.calls, session.runId, session.acknowledged);
    texts = new RunTexts(batch, session, state);
    params = new ParamsWriter(batch, session.artifacts, session.files, state);
    pictures = new PictureWriter(batch, session.artifacts, state);
    tables = new TableWriter(batch, session.artifacts, state);
  }

  void write(Event event) throws UndeliveredException {
    Stamp stamp = event.stamp();
    state.passed(stamp);
    switch (event.kind()) {
      case SCALAR -> {
        Scalar scalar = (Scalar) event;
        metric(stamp, scalar.name(), scalar.value(), scalar.float32());
      }
      case TIMING -> {
        Timing timing = (Timing) event;
        metric(stamp, timing.name(), timing.nanos() / 1e9, false);
      }
      case HISTOGRAM -> histogram((TensorHistogram) event);
      case CONSOLE_LINE -> upload(event, () -> texts.console((ConsoleLine) event));
      case TEXT -> upload(event, () -> texts.text((Text) event));
      case IMAGE -> {
        Image image = (Image) event;
        upload(event, () -> pictures.write(stamp, image.name(), image.png()));
      }
      case TABLE -> upload(event, () -> tables.write((Table) event));
      case MODEL_GRAPH -> upload(event, () -> graph((ModelGraph) event));
      case ARTIFACT -> upload(event, () -> artifact((Artifact) event));
      case PARAMS -> params.write((Params) event);
      case ALERT -> texts.alert((Alert) event);
      case CONTROL_ACTION -> texts.control((ControlAction) event);
      case STEP_COMPLETE -> {} // says nothing that is shown
      case RUN_STARTED -> started((RunStarted) event);
      case RUN_ENDED -> ended((RunEnded) event);
    }
  }

  /** Sends all that waits. */
  void flush() throws UndeliveredException {
    batch.flush();
    session.files.flush(state);
  }

  /** Sends the numbers that wait, though a file of the same event is not wanted. */
  void flushNumbers() throws UndeliveredException {
    batch.flush();
  }

  /** What came before is done: requests of what follows are counted anew. */
  void beginAnew() {
    batch.beginAnew();
  }

  List<Exclusion> skipped() {
    return skipped;
  }

  List<Exclusion> rejected() {
    return rejected;
  }

  private void metric(Stamp stamp, String name, double value, boolean float32)
      throws UndeliveredException {
    SeriesKeys.Key key = session.keys.of(stamp, name);
    if (key.renamed() && state.renamed.add(key.key())) {
      texts.renamed(stamp, name, key.key());
    }
    boolean asRecorded = key.unit() == SystemSeries.Unit.SAME;
    batch.metric(
        key.key(), key.unit().of(value), float32 && asRecorded, millis(stamp), state.stepOf(stamp));
  }

  private void histogram(TensorHistogram event) throws UndeliveredException {
    Stamp stamp = event.stamp();
    HistogramSeries.write(
        event.histogram(), (suffix, value) -> metric(stamp, event.name() + suffix, value, false));
    String series = SeriesKeys.ranked(stamp, event.name());
    long number = RunState.counted(state.histograms, series);
    if (session.artifacts.unavailable() != null) {
      return;
    }
    upload(
        event,
        () -> {
          texts.histogram(event);
          if (HistogramSeries.isDrawn(number)) {
            pictures.write(stamp, event.name(), HistogramImage.png(event.histogram()));
          }
        });
  }

  private void graph(ModelGraph graph) throws UndeliveredException {
    String name = graph.name().isBlank() ? "model" : graph.name();
    String path = SeriesKeys.ranked(graph.stamp(), ArtifactPaths.ofSeries(name) + ".json");
    session.artifacts.put(ArtifactPaths.OURS + "model/" + path, json(graph));
  }

  private void artifact(Artifact artifact) throws UndeliveredException {
    String path = SeriesKeys.ranked(artifact.stamp(), ArtifactPaths.ofFile(artifact.name()));
    session.artifacts.put(path, artifactFolder.resolve(artifact.sha256()));
  }

  private static byte[] json(Event event) {
    JsonWriter json = new JsonWriter();
    new EventJson(json).writeLine(event);
    return json.toByteArray();
  }

  private void started(RunStarted started) throws UndeliveredException {
    if (started.stamp().rank() == 0) {
      batch.tag("mlflow.runName", RunSession.name(started.name()));
      batch.tag("stepscope.version", started.version());
      batch.tag("stepscope.status", RunStatus.RUNNING.word());
      // Of a run that goes on the status is that of its first end.
      flush();
      session.runs.update(session.runId, RunStatus.RUNNING, 0);
    }
  }

  private void ended(RunEnded ended) throws UndeliveredException {
    if (ended.stamp().rank() == 0) {
      batch.tag("stepscope.status", ended.status().word());
      if (!ended.reason().isEmpty()) {
        batch.tag(
            "stepscope.reason", LongText.fitting(ended.reason(), LongText.TAG, "the journal"));
      }
      flush();
      session.runs.update(session.runId, ended.status(), millis(ended.stamp()));
    }
  }

  private interface Upload {
    void run() throws UndeliveredException;
  }

  /** Does what needs a place for files, and leaves the event out where there is none. */
  private void upload(Event event, Upload upload) throws UndeliveredException {
    String unavailable = session.artifacts.unavailable();
    if (unavailable != null) {
      skipped.add(new Exclusion(event, unavailable));
      return;
    }
    try {
      upload.run();
    } catch (UndeliveredException e) {
      if (!e.isRejection()) {
        throw e;
      }
      rejected.add(new Exclusion(event, String.valueOf(e.getMessage())));
    }
  }

  static long millis(Stamp stamp) {
    return Math.max(0, Math.floorDiv(stamp.timeMicros(), 1_000L));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
