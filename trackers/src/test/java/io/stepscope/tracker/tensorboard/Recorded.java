package io.stepscope.tracker.tensorboard;

import io.stepscope.event.Artifact;
import io.stepscope.event.ConsoleLine;
import io.stepscope.event.Params;
import io.stepscope.event.RunStatus;
import io.stepscope.tracker.testkit.EventScript;
import java.util.Map;

/** Events of a run, of which some have letters that mean something in Markdown. */
final class Recorded extends EventScript<Recorded> {
  private static final String LOOK = "look at <loss>";

  @Override
  protected Recorded self() {
    return this;
  }

  Recorded scalar(String name, long step, double value) {
    return float32(name, step, value);
  }

  Recorded stdout(String line) {
    return line(ConsoleLine.Stream.STDOUT, 0, line);
  }

  Recorded stderr(String line) {
    return line(ConsoleLine.Stream.STDERR, 0, line);
  }

  Recorded image(String name, long step) {
    return image(name, step, pixel(), 1, 1);
  }

  Recorded alert(String title) {
    return alert(title, LOOK);
  }

  Recorded artifact() {
    return add(-1, stamp -> new Artifact(stamp, "model.params", "model", "0f".repeat(32), 123));
  }

  /** Every kind of event, in two lives. */
  static Recorded everything() {
    Recorded run = new Recorded();
    run.started(false).inputs();
    run.params(Params.Group.CODE, Map.of("commit", "4b825dc642cb6eb9a060e54bf8d69288fbee4904"));
    run.stdout("loading ```data```").stderr("a warning");
    run.graph("in:0");
    for (int step = 0; step < 10; step++) {
      run.scalar("train/loss", step, 1.0 / (step + 1));
      run.timing("time/forward", step, 3_900_000L + step);
      run.histogram("gradients/01Linear_weight", step, HISTOGRAM);
      run.complete(step);
      run.stdout("step " + step);
    }
    run.scalar("train/損失", 10, Double.NaN).scalar("train/損失", 11, Double.POSITIVE_INFINITY);
    run.image("input", 3).image("input", 3).text("notes", 4, "# Title\n\n*well*").confusion(9);
    run.alert("loss | spike").alert("second alert").artifact().control(1);
    run.stdout("last words").ended(RunStatus.STOPPED, "asked to");
    run.after(60_000_000).started(true);
    for (int step = 12; step < 20; step++) {
      run.scalar("train/loss", step, 1.0 / (step + 1)).complete(step);
    }
    return run.text("notes", 15, "later").ended(RunStatus.FINISHED, "");
  }
}
