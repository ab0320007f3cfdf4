package io.stepscope.tracker.tensorboard;

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
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Events as a run records them, one millisecond apart. */
final class Recorded {
  static final String RUN = "20261121-120000-otter";
  static final long START_MICROS = 1_795_262_400_000_000L;

  /** One grey pixel. */
  static final byte[] PNG =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5E"
                  + "rkJggg==");

  /** -2, -1.5 twice, no value near zero but two zeros, 5. */
  static final Histogram HISTOGRAM =
      new Histogram(
          new int[] {0x000, 0x40a, 0xbfc, 0xc00},
          new long[] {2, 1, 2, 1},
          8,
          2,
          1,
          1,
          -2,
          5,
          0,
          4 + 2 * 2.25 + 25);

  final List<Event> events = new ArrayList<>();
  private long timeMicros = START_MICROS;
  private int rank;

  Recorded rank(int newRank) {
    rank = newRank;
    return this;
  }

  Recorded started(boolean resumed) {
    return add(new RunStarted(stamp(-1), "digits", "brisk otter", resumed, "0.1.0"));
  }

  Recorded ended(RunStatus status, String reason) {
    return add(new RunEnded(stamp(-1), status, reason));
  }

  Recorded scalar(String name, long step, double value) {
    return add(new Scalar(stamp(step), name, value, true));
  }

  Recorded timing(String name, long step, long nanos) {
    return add(new Timing(stamp(step), name, nanos));
  }

  Recorded histogram(String name, long step, Histogram histogram) {
    return add(new TensorHistogram(stamp(step), name, histogram));
  }

  Recorded text(String name, long step, String text) {
    return add(new Text(stamp(step), name, text));
  }

  Recorded stdout(String line) {
    return add(new ConsoleLine(stamp(0), ConsoleLine.Stream.STDOUT, line));
  }

  Recorded stderr(String line) {
    return add(new ConsoleLine(stamp(0), ConsoleLine.Stream.STDERR, line));
  }

  Recorded image(String name, long step) {
    return add(new Image(stamp(step), name, PNG, 1, 1));
  }

  Recorded alert(String title) {
    return add(new Alert(stamp(-1), Alert.Severity.WARNING, title, "look at <loss>"));
  }

  Recorded artifact() {
    return add(new Artifact(stamp(-1), "model.params", "model", "0f".repeat(32), 123));
  }

  Recorded control() {
    return add(
        new ControlAction(
            stamp(1),
            "1",
            "set",
            "learning_rate",
            "0.1",
            "0.01",
            ControlAction.Outcome.APPLIED,
            ""));
  }

  Recorded confusion(long step) {
    return add(
        new Table(
            stamp(step),
            "validate/confusion",
            List.of("class", "cat", "dog"),
            List.of(List.of("cat", 8L, 1L), List.of("dog", 2L, 9L)),
            true));
  }

  Recorded graph() {
    ModelGraph.Parameter weight = new ModelGraph.Parameter("01Linear_weight", "(2, 4)", 8, true);
    return add(
        new ModelGraph(
            stamp(-1),
            "mlp",
            List.of(
                new ModelGraph.Node("in:0", "Input", List.of(), List.of(), "(-1, 4)"),
                new ModelGraph.Node(
                    "net/linear", "Linear", List.of("in:0"), List.of(weight), "(-1, 2)"))));
  }

  Recorded params() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("lr", 0.1);
    values.put("layers", 3L);
    values.put("augment", true);
    values.put("optimizer", "adam");
    return params(Params.Group.PARAMS, values);
  }

  Recorded params(Params.Group group, Map<String, Object> values) {
    return add(new Params(stamp(-1), group, values));
  }

  Recorded complete(long step) {
    return add(new StepComplete(stamp(step)));
  }

  Recorded after(long micros) {
    timeMicros += micros;
    return this;
  }

  private Recorded add(Event event) {
    events.add(event);
    return this;
  }

  private Stamp stamp(long step) {
    timeMicros += 1_000;
    return new Stamp(RUN, rank, events.size(), step, step < 0 ? Stamp.NONE : 0, timeMicros);
  }

  /** Every kind of event, in two lives. */
  static Recorded everything() {
    Recorded run = new Recorded();
    run.started(false).params();
    run.params(Params.Group.CODE, Map.of("commit", "4b825dc642cb6eb9a060e54bf8d69288fbee4904"));
    run.stdout("loading ```data```").stderr("a warning");
    run.graph();
    for (int step = 0; step < 10; step++) {
      run.scalar("train/loss", step, 1.0 / (step + 1));
      run.timing("time/forward", step, 3_900_000L + step);
      run.histogram("gradients/01Linear_weight", step, HISTOGRAM);
      run.complete(step);
      run.stdout("step " + step);
    }
    run.scalar("train/損失", 10, Double.NaN).scalar("train/損失", 11, Double.POSITIVE_INFINITY);
    run.image("input", 3).image("input", 3).text("notes", 4, "# Title\n\n*well*").confusion(9);
    run.alert("loss | spike").alert("second alert").artifact().control();
    run.stdout("last words").ended(RunStatus.STOPPED, "asked to");
    run.after(60_000_000).started(true);
    for (int step = 12; step < 20; step++) {
      run.scalar("train/loss", step, 1.0 / (step + 1)).complete(step);
    }
    return run.text("notes", 15, "later").ended(RunStatus.FINISHED, "");
  }
}
