package io.stepscope.tracker.tensorboard;

import io.stepscope.event.ConsoleLine;
import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
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
import io.stepscope.histogram.Histogram;
import java.io.IOException;

/**
 * Turns events into records of the run's event files.
 *
 * <p>An event without a step is shown at the latest step of the training. Of texts, images and
 * tables each gets a step of its own within its series, see {@link RunState#freeStep}.
 */
final class EventEncoder implements AutoCloseable {
  private final RunFiles files;
  private final RunState state;
  private final ScalarSeries series = new ScalarSeries();

  EventEncoder(RunFiles files, RunState state) {
    this.files = files;
    this.state = state;
  }

  /** Makes all that was encoded visible to readers, and says how to go on from there. */
  String checkpoint() throws IOException {
    files.flush();
    return Checkpoint.of(state);
  }

  void encode(Event event) throws IOException {
    Stamp stamp = event.stamp();
    boolean first = !files.isOpen();
    if (first) {
      files.first(stamp);
    }
    before(event, stamp);
    switch (event.kind()) {
      case SCALAR -> {
        Scalar scalar = (Scalar) event;
        scalar(stamp, tag(stamp, scalar.name()), scalar.value());
      }
      case TIMING -> {
        Timing timing = (Timing) event;
        scalar(stamp, tag(stamp, timing.name()), timing.nanos() / 1e9);
      }
      case HISTOGRAM -> histogram(stamp, (TensorHistogram) event);
      case CONSOLE_LINE -> console((ConsoleLine) event);
      case TEXT -> text(stamp, ((Text) event).name(), ((Text) event).text());
      case TABLE -> table(stamp, (Table) event);
      case IMAGE -> image(stamp, (Image) event);
      case MODEL_GRAPH -> graph(stamp, (ModelGraph) event);
      case PARAMS -> params(stamp, (Params) event);
      case RUN_STARTED -> started(stamp, (RunStarted) event, first);
      case RUN_ENDED -> ended(stamp, (RunEnded) event);
      case ARTIFACT, ALERT, CONTROL_ACTION -> {
        RunTexts.Entry entry = RunTexts.of(event);
        text(stamp, entry.series(), entry.markdown());
      }
      case STEP_COMPLETE -> {} // says nothing that is shown
    }
  }

  /** Writes everything that has been waiting for later events. */
  void flushWaiting() throws IOException {
    console(ConsoleLine.Stream.STDOUT, state.stdout);
    console(ConsoleLine.Stream.STDERR, state.stderr);
    hparams();
  }

  private void before(Event event, Stamp stamp) throws IOException {
    if (state.stdout.isOlderThan(stamp.timeMicros())) {
      console(ConsoleLine.Stream.STDOUT, state.stdout);
    }
    if (state.stderr.isOlderThan(stamp.timeMicros())) {
      console(ConsoleLine.Stream.STDERR, state.stderr);
    }
    // Some are known only when the first batch is there; readers see the first record of them only.
    if (stamp.step() > 0 || event.kind() == EventKind.STEP_COMPLETE) {
      hparams();
    }
    state.latestStep = Math.max(state.latestStep, stamp.step());
  }

  private void scalar(Stamp stamp, String tag, double value) throws IOException {
    files.current().scalar(stamp.timeMicros(), state.stepOf(stamp), series.of(tag), (float) value);
  }

  private void histogram(Stamp stamp, TensorHistogram event) throws IOException {
    Histogram histogram = event.histogram();
    String tag = tag(stamp, event.name());
    if (histogram.finite() > 0 || histogram.count() == 0) {
      files.summaries().histogram(stamp.timeMicros(), state.stepOf(stamp), tag, histogram);
    }
    if (histogram.nan() > 0) {
      scalar(stamp, tag + "/nan", (double) histogram.nan());
    }
    if (histogram.infinite() > 0) {
      scalar(stamp, tag + "/infinite", (double) histogram.infinite());
    }
  }

  private void text(Stamp stamp, String name, String markdown) throws IOException {
    String tag = tag(stamp, name);
    files.summaries().text(stamp.timeMicros(), state.freeStep(tag, stamp), tag, markdown);
  }

  private void table(Stamp stamp, Table table) throws IOException {
    text(stamp, table.name(), Markdown.table(table.columns(), table.rows()));
  }

  private void image(Stamp stamp, Image image) throws IOException {
    String tag = tag(stamp, image.name());
    long step = state.freeStep(tag, stamp);
    files
        .summaries()
        .image(stamp.timeMicros(), step, tag, image.png(), image.width(), image.height());
  }

  private void graph(Stamp stamp, ModelGraph graph) throws IOException {
    EventFile file = files.current();
    ProtoWriter out = file.begin(stamp.timeMicros(), state.stepOf(stamp));
    int bytes = out.begin(EventFile.GRAPH_DEF);
    GraphDef.write(out, graph);
    out.end(bytes);
    file.end();
  }

  private void params(Stamp stamp, Params params) throws IOException {
    if (params.group() == Params.Group.PARAMS && stamp.rank() == 0 && !state.paramsWritten) {
      state.paramsMicros = stamp.timeMicros();
      state.params.putAll(params.values());
    } else if (!params.values().isEmpty()) {
      text(stamp, RunTexts.series(params.group()), Markdown.table(params.values()));
    }
  }

  private void hparams() throws IOException {
    if (state.params.isEmpty()) {
      return;
    }
    files.summaries().sessionStart(state.paramsMicros, state.startMicros, state.params);
    String tag = RunTexts.series(Params.Group.PARAMS);
    long step = state.freeStep(tag, Math.max(0, state.latestStep));
    files.summaries().text(state.paramsMicros, step, tag, Markdown.table(state.params));
    state.params.clear();
    state.paramsWritten = true;
  }

  private void started(Stamp stamp, RunStarted event, boolean first) throws IOException {
    if (event.resumed() && stamp.rank() == 0 && !first) {
      flushWaiting();
      files.resumed(stamp);
    }
    RunTexts.Entry entry = RunTexts.of(event);
    text(stamp, entry.series(), entry.markdown());
  }

  private void ended(Stamp stamp, RunEnded event) throws IOException {
    if (stamp.rank() == 0) {
      flushWaiting();
      if (state.paramsWritten) {
        boolean failed = event.status() == RunStatus.FAILED || event.status() == RunStatus.KILLED;
        files
            .summaries()
            .sessionEnd(stamp.timeMicros(), failed ? Summaries.FAILURE : Summaries.SUCCESS);
      }
    }
    RunTexts.Entry entry = RunTexts.of(event);
    text(stamp, entry.series(), entry.markdown());
  }

  private void console(ConsoleLine line) throws IOException {
    Stamp stamp = line.stamp();
    if (stamp.rank() > 0) {
      text(stamp, RunTexts.series(line.stream()), Markdown.fenced(line.text() + '\n'));
      return;
    }
    ConsoleChunk chunk = line.stream() == ConsoleLine.Stream.STDOUT ? state.stdout : state.stderr;
    chunk.add(stamp.timeMicros(), line.text());
    if (chunk.isFull()) {
      console(line.stream(), chunk);
    }
  }

  private void console(ConsoleLine.Stream stream, ConsoleChunk chunk) throws IOException {
    if (chunk.isEmpty()) {
      return;
    }
    String tag = RunTexts.series(stream);
    long step = state.freeStep(tag, Math.max(0, state.latestStep));
    files.summaries().text(chunk.lastMicros, step, tag, Markdown.fenced(chunk.text));
    chunk.clear();
  }

  /** The series of rank 0 is named as recorded; those of other ranks lie beside it. */
  static String tag(Stamp stamp, String name) {
    return stamp.rank() == 0 ? name : "rank" + stamp.rank() + '/' + name;
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
