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
import io.stepscope.event.StepComplete;
import io.stepscope.event.Table;
import io.stepscope.event.TensorHistogram;
import io.stepscope.event.Text;
import io.stepscope.event.Timing;
import io.stepscope.histogram.Histogram;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Events as a run records them, one millisecond apart. */
final class Recording {
  static final long START_MILLIS = 1_795_262_400_000L;

  /** Of -1 once, 0.5 twice and 3 once, with one NaN. */
  static final Histogram HISTOGRAM =
      new Histogram(new int[] {1008, 1028, 3064}, new long[] {2, 1, 1}, 5, 0, 1, 0, -1, 3, 3, 10.5);

  static final byte[] PNG = HistogramImage.png(HISTOGRAM);

  final List<Event> events = new ArrayList<>();
  private long millis = START_MILLIS;
  private int rank;

  Recording rank(int newRank) {
    rank = newRank;
    return this;
  }

  Recording started(boolean resumed) {
    return add(new RunStarted(stamp(-1), "digits", "brisk otter", resumed, "0.1.0"));
  }

  Recording ended(RunStatus status, String reason) {
    return add(new RunEnded(stamp(-1), status, reason));
  }

  Recording scalar(String name, long step, double value) {
    return add(new Scalar(stamp(step), name, value, false));
  }

  Recording float32(String name, long step, float value) {
    return add(new Scalar(stamp(step), name, value, true));
  }

  Recording timing(String name, long step, long nanos) {
    return add(new Timing(stamp(step), name, nanos));
  }

  Recording histogram(String name, long step) {
    return add(new TensorHistogram(stamp(step), name, HISTOGRAM));
  }

  Recording text(String name, long step, String text) {
    return add(new Text(stamp(step), name, text));
  }

  Recording line(String text) {
    return add(new ConsoleLine(stamp(-1), ConsoleLine.Stream.STDOUT, text));
  }

  Recording image(String name, long step) {
    return add(new Image(stamp(step), name, PNG, HistogramImage.WIDTH, HistogramImage.HEIGHT));
  }

  Recording table(String name, long step) {
    return add(
        new Table(
            stamp(step),
            name,
            List.of("class", "cat", "dog"),
            List.of(List.of("cat", 8L + step, 1L), List.of("dog", 2L, Double.NaN)),
            true));
  }

  Recording graph() {
    ModelGraph.Parameter weight = new ModelGraph.Parameter("0_W", "(2, 4)", 8, true);
    return add(
        new ModelGraph(
            stamp(-1),
            "mlp",
            List.of(new ModelGraph.Node("a", "Linear", List.of(), List.of(weight), "(-1, 2)"))));
  }

  Recording artifact(String name, String sha256, long bytes) {
    return add(new Artifact(stamp(-1), name, "model", sha256, bytes));
  }

  Recording params(Params.Group group, Object... namesAndValues) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return add(new Params(stamp(-1), group, values));
  }

  Recording alert(String title, String text) {
    return add(new Alert(stamp(-1), Alert.Severity.WARNING, title, text));
  }

  Recording control(long step) {
    return add(
        new ControlAction(
            stamp(step),
            "1",
            "set",
            "learning_rate",
            "0.1",
            "0.01",
            ControlAction.Outcome.APPLIED,
            ""));
  }

  Recording complete(long step) {
    return add(new StepComplete(stamp(step)));
  }

  private Recording add(Event event) {
    events.add(event);
    return this;
  }

  private Stamp stamp(long step) {
    int epoch = step < 0 ? Stamp.NONE : 0;
    return new Stamp(Serving.RUN, rank, events.size(), step, epoch, 1_000 * ++millis);
  }

  /** Every kind, in two lives, long enough for several batches and parts of files. */
  static Recording everything(int steps) {
    Recording run = new Recording().started(false);
    run.params(Params.Group.PARAMS, "lr", 0.1, "layers", 3L, "augment", true, "opt", "adam");
    run.params(Params.Group.CODE, "git.commit", "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
    run.graph().line("loading data");
    for (int step = 0; step < steps; step++) {
      run.scalar("train/loss", step, 1.0 / (step + 1)).scalar("gradients/norm", step, step);
      run.float32("gradients/norm/0_W", step, 0.1f * step).scalar("kit/🚀", step, -step);
      run.timing("time/step", step, 3_900_000L + step).line("step " + step + ' ' + "·".repeat(90));
      if (step % 10 == 0) {
        run.histogram("weights/0_W", step).scalar("system/memory/used", -1, 1e9 + step);
      }
      if (step % 50 == 0) {
        run.text("notes", step, "# At " + step).image("input", step).table("confusion", step);
        run.alert("loss spike", "at " + step).control(step);
      }
      run.complete(step);
    }
    run.params(Params.Group.PARAMS, "lr", 0.01).ended(RunStatus.STOPPED, "asked to");
    run.started(true).scalar("train/loss", steps, 0.5).complete(steps).line("last words");
    return run.ended(RunStatus.FINISHED, "");
  }
}
