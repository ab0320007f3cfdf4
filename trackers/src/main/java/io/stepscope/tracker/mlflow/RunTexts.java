package io.stepscope.tracker.mlflow;

import io.stepscope.event.Alert;
import io.stepscope.event.ConsoleLine;
import io.stepscope.event.ControlAction;
import io.stepscope.event.Stamp;
import io.stepscope.event.TensorHistogram;
import io.stepscope.event.Text;
import io.stepscope.json.EventJson;
import io.stepscope.json.JsonWriter;
import java.time.Instant;

/** What is kept as text: in files that grow, in files of their own, and in tags. */
final class RunTexts {
  /** Kinds of alerts that get a tag; all of them are in the file. */
  private static final int MOST_ALERT_TAGS = 100;

  private final LogBatch batch;
  private final RunSession session;
  private final RunState state;

  RunTexts(LogBatch batch, RunSession session, RunState state) {
    this.batch = batch;
    this.session = session;
    this.state = state;
  }

  /** Lines of both streams in their order, as on a terminal. */
  void console(ConsoleLine line) throws UndeliveredException {
    int rank = line.stamp().rank();
    append("console.txt", (rank == 0 ? "" : "[rank " + rank + "] ") + line.text());
  }

  void text(Text text) throws UndeliveredException {
    Stamp stamp = text.stamp();
    String name = ArtifactPaths.ofSeries(SeriesKeys.ranked(stamp, text.name()));
    String path = "texts/" + name + '/' + TableWriter.ofStep(stamp, state) + ".md";
    session.artifacts.put(path, RunWriter.utf8(text.text()));
  }

  void histogram(TensorHistogram event) throws UndeliveredException {
    JsonWriter json = new JsonWriter();
    new EventJson(json).writeLine(event);
    session.files.append(state, ArtifactPaths.OURS + "histograms.jsonl", json.toByteArray());
  }

  void alert(Alert alert) throws UndeliveredException {
    String where = where(alert.stamp());
    String rest = alert.text().isEmpty() ? "" : ": " + alert.text();
    append("alerts.txt", where + ' ' + alert.severity() + ' ' + alert.title() + rest);
    String tag = Names.allowed("alert." + alert.title().replace('/', '_'));
    if (!state.alerts.containsKey(tag) && state.alerts.size() >= MOST_ALERT_TAGS) {
      return;
    }
    long number = RunState.counted(state.alerts, tag) + 1;
    String times = number == 1 ? "" : " (" + number + " times)";
    String value = alert.severity() + ", " + where + times + rest;
    batch.tag(tag, LongText.fitting(value, LongText.TAG, ArtifactPaths.OURS + "alerts.txt"));
  }

  void control(ControlAction action) throws UndeliveredException {
    StringBuilder text = new StringBuilder(where(action.stamp())).append(' ');
    text.append(action.action());
    if (!action.target().isEmpty()) {
      text.append(' ').append(action.target());
    }
    if (!action.oldValue().isEmpty()) {
      text.append(" from ").append(action.oldValue());
    }
    if (!action.newValue().isEmpty()) {
      text.append(" to ").append(action.newValue());
    }
    if (action.outcome() == ControlAction.Outcome.REFUSED) {
      text.append(" refused");
    }
    if (!action.message().isEmpty()) {
      text.append(": ").append(action.message());
    }
    append("control.txt", text.toString());
    String file = ArtifactPaths.OURS + "control.txt";
    batch.tag("stepscope.control", LongText.fitting(text.toString(), LongText.TAG, file));
  }

  /** Says once what a series is called, since its name is not allowed. */
  void renamed(Stamp stamp, String name, String key) throws UndeliveredException {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("key").value(key);
    json.name("name").value(SeriesKeys.ranked(stamp, name)).endObject();
    if (session.artifacts.unavailable() == null) {
      session.files.append(state, ArtifactPaths.OURS + "names.jsonl", json.endLine().toByteArray());
    }
  }

  private void append(String file, String line) throws UndeliveredException {
    if (session.artifacts.unavailable() == null) {
      session.files.append(state, ArtifactPaths.OURS + file, RunWriter.utf8(line + '\n'));
    }
  }

  private String where(Stamp stamp) {
    String rank = stamp.rank() == 0 ? "" : ", rank " + stamp.rank();
    return Instant.ofEpochMilli(RunWriter.millis(stamp)) + " step " + state.stepOf(stamp) + rank;
  }
}
