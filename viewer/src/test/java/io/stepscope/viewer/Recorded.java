package io.stepscope.viewer;

import io.stepscope.Run;
import io.stepscope.event.Params;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** Records runs for tests. */
public final class Recorded {
  private Recorded() {}

  /** Records a run that ends; returns its id. */
  public static String run(Path dir, String id, String name, Consumer<Run> training) {
    try (Run run = start(dir, id, name)) {
      training.accept(run);
      return run.id();
    }
  }

  /** Starts a run that records only what the test says, and is forwarded to nobody. */
  public static Run start(Path dir, String id, String name) {
    return Run.builder()
        .dir(dir)
        .id(id)
        .name(name)
        .experiment("digits")
        .set("trackers", "")
        .set("progress", "off")
        .start();
  }

  /** A small training of a model with two parameters. */
  public static void training(Run run) {
    run.recorder().params(Params.Group.PARAMS, Map.of("learning_rate", 0.1));
    for (int step = 0; step < 40; step++) {
      run.epoch(step / 20);
      run.scalar("train/loss", step, 2f / (step + 1));
      for (String parameter : new String[] {"01Linear_weight", "01Linear_bias"}) {
        run.scalar("gradients/norm/" + parameter, step, 1.0 / (step + 1));
        run.scalar("weights/norm/" + parameter, step, 5.0);
        run.scalar("updates/ratio/" + parameter, step, 0.002);
      }
      run.timing("time/step", step, 10_000_000);
      run.timing("time/forward", step, 4_000_000);
      run.timing("time/backward", step, 5_000_000);
      run.stepComplete(step);
    }
    run.histogram("gradients/01Linear_weight", 39, new float[] {-1, 0, 0.5f, 2, Float.NaN});
  }
}
