package io.stepscope.tracker.wandb;

import io.stepscope.event.Artifact;
import io.stepscope.event.ConsoleLine;
import io.stepscope.event.Params;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Table;
import io.stepscope.histogram.Histogram;
import io.stepscope.tracker.testkit.EventScript;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Events of a run that W&amp;B has places of its own for. */
final class Script extends EventScript<Script> {
  static final String MODEL = "test";

  /** Of {@link #MODEL}. */
  static final String MODEL_SHA256 =
      "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

  /** -1, 0 twice and 1. */
  static final Histogram FINITE =
      new Histogram(new int[] {0, 1016, 3064}, new long[] {2, 1, 1}, 4, 2, 0, 0, -1, 1, 0, 2);

  @Override
  protected Script self() {
    return this;
  }

  Script scalar(String name, long step, double value) {
    return float32(name, step, value);
  }

  Script stdout(String line) {
    return line(ConsoleLine.Stream.STDOUT, 0, line);
  }

  Script stderr(String line) {
    return line(ConsoleLine.Stream.STDERR, 0, line);
  }

  Script image(String name, long step) {
    return image(name, step, pixel(), 1, 1);
  }

  Script artifact() {
    return add(
        -1,
        stamp ->
            new Artifact(stamp, "weights/model.params", "model", MODEL_SHA256, MODEL.length()));
  }

  Script table(long step) {
    List<List<Object>> rows = List.of(List.of("a \"b\"", 0.5), List.of("損失", Double.NaN));
    return add(step, stamp -> new Table(stamp, "samples", List.of("text", "score"), rows, false));
  }

  Script params() {
    inputs();
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

  /** Every kind of event again and again, for many batches. */
  static Script lasting(int steps) {
    Script run = new Script();
    run.started(false).params().stdout("loading data").graph("in").artifact();
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
    run.started(false).params().stdout("loading data").stderr("a warning").graph("in");
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
