package io.stepscope.tracker.wandb;

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

/** Events of a run, one millisecond apart. */
final class Script {
  static final String RUN = "20261121-120000-otter";
  static final long START_MICROS = 1_795_262_400_000_000L;
  static final String MODEL = "test";

  /** Of {@link #MODEL}. */
  static final String MODEL_SHA256 =
      "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

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

  /** -1, 0 twice and 1. */
  static final Histogram FINITE =
      new Histogram(new int[] {0, 1016, 3064}, new long[] {2, 1, 1}, 4, 2, 0, 0, -1, 1, 0, 2);

  final List<Event> events = new ArrayList<>();
  private long timeMicros = START_MICROS;
  private int rank;

  Script rank(int newRank) {
    rank = newRank;
    return this;
  }

  Script started(boolean resumed) {
    return add(new RunStarted(stamp(-1), "digits", "brisk otter", resumed, "0.1.0"));
  }

  Script ended(RunStatus status, String reason) {
    return add(new RunEnded(stamp(-1), status, reason));
  }

  Script scalar(String name, long step, double value) {
    return add(new Scalar(stamp(step), name, value, true));
  }

  Script timing(String name, long step, long nanos) {
    return add(new Timing(stamp(step), name, nanos));
  }

  Script histogram(String name, long step, Histogram histogram) {
    return add(new TensorHistogram(stamp(step), name, histogram));
  }

  Script text(String name, long step, String text) {
    return add(new Text(stamp(step), name, text));
  }

  Script stdout(String line) {
    return add(new ConsoleLine(stamp(0), ConsoleLine.Stream.STDOUT, line));
  }

  Script stderr(String line) {
    return add(new ConsoleLine(stamp(0), ConsoleLine.Stream.STDERR, line));
  }

  Script image(String name, long step) {
    return add(new Image(stamp(step), name, PNG, 1, 1));
  }

  Script alert(String title, String text) {
    return add(new Alert(stamp(-1), Alert.Severity.WARNING, title, text));
  }

  Script artifact() {
    return add(
        new Artifact(stamp(-1), "weights/model.params", "model", MODEL_SHA256, MODEL.length()));
  }

  Script control(long step) {
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

  Script confusion(long step) {
    return add(
        new Table(
            stamp(step),
            "validate/confusion",
            List.of("class", "cat", "dog"),
            List.of(List.of("cat", 8L, 1L), List.of("dog", 2L, 9L)),
            true));
  }

  Script table(long step) {
    return add(
        new Table(
            stamp(step),
            "samples",
            List.of("text", "score"),
            List.of(List.of("a \"b\"", 0.5), List.of("損失", Double.NaN)),
            false));
  }

  Script graph() {
    ModelGraph.Parameter weight = new ModelGraph.Parameter("01Linear_weight", "(2, 4)", 8, true);
    return add(
        new ModelGraph(
            stamp(-1),
            "mlp",
            List.of(
                new ModelGraph.Node("in", "Input", List.of(), List.of(), "(-1, 4)"),
                new ModelGraph.Node(
                    "net/linear", "Linear", List.of("in"), List.of(weight), "(-1, 2)"))));
  }

  Script params(Params.Group group, Map<String, Object> values) {
    return add(new Params(stamp(-1), group, values));
  }

  Script params() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("lr", 0.1);
    values.put("layers", 3L);
    values.put("augment", true);
    values.put("optimizer", "adam");
    params(Params.Group.PARAMS, values);
    params(Params.Group.TAGS, Map.of("team", "vision"));
    Map<String, Object> code = new LinkedHashMap<>();
    code.put("git.commit", "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
    code.put("git.remote", "ssh://git.example/digits");
    code.put("program.main", "com.acme.Train");
    params(Params.Group.CODE, code);
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("host", "node7");
    machine.put("os.name", "Linux");
    machine.put("cpu.count", 2L);
    machine.put("memory.bytes", 25_000_000_000L);
    return params(Params.Group.ENVIRONMENT, machine);
  }

  Script complete(long step) {
    return add(new StepComplete(stamp(step)));
  }

  Script after(long micros) {
    timeMicros += micros;
    return this;
  }

  private Script add(Event event) {
    events.add(event);
    return this;
  }

  private Stamp stamp(long step) {
    timeMicros += 1_000;
    return new Stamp(RUN, rank, events.size(), step, step < 0 ? Stamp.NONE : 0, timeMicros);
  }

  /** Every kind of event again and again, for many batches. */
  static Script lasting(int steps) {
    Script run = new Script();
    run.started(false).params().stdout("loading data").graph().artifact();
    for (int step = 0; step < steps; step++) {
      run.scalar("train/loss", step, 1.0 / (step + 1)).timing("time/step", step, 3_900_000L + step);
      run.stdout("step " + step);
      if (step % 10 == 0) {
        run.histogram("gradients/01Linear_weight", step, HISTOGRAM);
        run.scalar("system/cpu/utilization", -1, step % 100 / 100.0);
      }
      if (step % 100 == 0) {
        run.image("input", step).text("notes", step, "at " + step).confusion(step).control(step);
        run.alert("alert " + step, "");
      }
      run.complete(step).after(100_000);
    }
    return run.ended(RunStatus.FINISHED, "");
  }

  /** Every kind of event, in two lives, with a minute between them. */
  static Script everything() {
    Script run = new Script();
    run.started(false).params().stdout("loading data").stderr("a warning").graph();
    run.text("before", -1, "belongs to no step");
    for (int step = 0; step < 10; step++) {
      run.scalar("train/loss", step, 1.0 / (step + 1));
      run.timing("time/forward", step, 3_900_000L + step);
      run.histogram("gradients/01Linear_weight", step, HISTOGRAM);
      run.scalar("system/cpu/utilization", -1, 0.25);
      run.scalar("gpu/0/memory/used", -1, 1024.0 * step);
      run.stdout("step " + step);
      if (step == 3) {
        run.image("input", 3)
            .image("input", 3)
            .text("notes", 3, "<b>one</b>")
            .text("notes", 3, "2");
      } else if (step == 4) {
        run.control(4).confusion(4).table(4).table(4);
      } else if (step == 5) {
        run.scalar("train/損失", 5, Double.NaN).scalar("x", 5, Double.POSITIVE_INFINITY);
      }
      run.complete(step).after(500_000);
    }
    run.alert("loss | spike", "look").alert("second", "").artifact();
    run.scalar("test/accuracy", -1, 0.75).stdout("last words");
    run.ended(RunStatus.STOPPED, "asked to").after(60_000_000).started(true);
    for (int step = 12; step < 20; step++) {
      run.scalar("train/loss", step, 1.0 / (step + 1)).complete(step).after(500_000);
    }
    return run.text("notes", 20, "later").ended(RunStatus.FINISHED, "");
  }
}
