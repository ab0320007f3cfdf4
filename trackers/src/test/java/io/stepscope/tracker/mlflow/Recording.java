package io.stepscope.tracker.mlflow;

import io.stepscope.event.Artifact;
import io.stepscope.event.ConsoleLine;
import io.stepscope.event.ModelGraph;
import io.stepscope.event.Params;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Table;
import io.stepscope.histogram.Histogram;
import io.stepscope.tracker.testkit.EventScript;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Events of a run, with pictures that MLflow's page can show. */
final class Recording extends EventScript<Recording> {
  static final long START_MILLIS = START_MICROS / 1_000;

  /** Of -1 once, 0.5 twice and 3 once, with one NaN. */
  static final Histogram SMALL =
      new Histogram(new int[] {1008, 1028, 3064}, new long[] {2, 1, 1}, 5, 0, 1, 0, -1, 3, 3, 10.5);

  static final byte[] PNG = HistogramImage.png(SMALL);

  @Override
  protected Recording self() {
    return this;
  }

  Recording scalar(String name, long step, double value) {
    return float64(name, step, value);
  }

  Recording histogram(String name, long step) {
    return histogram(name, step, SMALL);
  }

  Recording line(String text) {
    return line(ConsoleLine.Stream.STDOUT, -1, text);
  }

  Recording image(String name, long step) {
    return image(name, step, PNG, HistogramImage.WIDTH, HistogramImage.HEIGHT);
  }

  Recording table(String name, long step) {
    List<List<Object>> rows =
        List.of(List.of("cat", 8L + step, 1L), List.of("dog", 2L, Double.NaN));
    List<String> columns = List.of("class", "cat", "dog");
    return add(step, stamp -> new Table(stamp, name, columns, rows, true));
  }

  Recording graph() {
    ModelGraph.Parameter weight = new ModelGraph.Parameter("0_W", "(2, 4)", 8, true);
    List<ModelGraph.Node> nodes =
        List.of(new ModelGraph.Node("a", "Linear", List.of(), List.of(weight), "(-1, 2)"));
    return add(-1, stamp -> new ModelGraph(stamp, "mlp", nodes));
  }

  Recording artifact(String name, String sha256, long bytes) {
    return add(-1, stamp -> new Artifact(stamp, name, "model", sha256, bytes));
  }

  Recording params(Params.Group group, Object... namesAndValues) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return params(group, values);
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
