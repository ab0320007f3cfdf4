package io.stepscope.tracker.testkit;

import io.stepscope.event.Alert;
import io.stepscope.event.Artifact;
import io.stepscope.event.ConsoleLine;
import io.stepscope.event.ControlAction;
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
import io.stepscope.event.StepComplete;
import io.stepscope.event.Table;
import io.stepscope.event.TensorHistogram;
import io.stepscope.event.Text;
import io.stepscope.event.Timing;
import io.stepscope.histogram.Histogram;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Events as a training records them, one microsecond apart. */
public final class Events {
  // 1 x 1 pixel.
  private static final byte[] PNG =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
                  + "AABJRU5ErkJggg==");

  private final String run;
  private long timeMicros = 1_795_262_400_000_000L;

  public Events(String run) {
    this.run = run;
  }

  public Scalar scalar(String name, long step, double value) {
    return new Scalar(stamp(step), name, value, false);
  }

  public StepComplete stepComplete(long step) {
    return new StepComplete(stamp(step));
  }

  public RunStarted started(boolean resumed) {
    return new RunStarted(stamp(Stamp.NONE), "digits", "brisk otter", resumed, "0.1.0");
  }

  public RunEnded ended(long step) {
    return new RunEnded(stamp(step), RunStatus.FINISHED, "");
  }

  /** An event of any kind. */
  public Event of(EventKind kind, long step) {
    Stamp stamp = stamp(step);
    return switch (kind) {
      case SCALAR -> new Scalar(stamp, "kit/scalar", 0.5, true);
      case HISTOGRAM -> new TensorHistogram(stamp, "weights/0_W", histogram());
      case TIMING -> new Timing(stamp, "time/forward", 3_900_000);
      case TEXT -> new Text(stamp, "kit/text", "# Title\n\n*emphasis* and |a|table|");
      case CONSOLE_LINE -> new ConsoleLine(stamp, ConsoleLine.Stream.STDERR, "loss\t0.5 \u001b[0m");
      case IMAGE -> new Image(stamp, "kit/image", PNG, 1, 1);
      case TABLE ->
          new Table(
              stamp,
              "kit/confusion",
              List.of("class", "cat", "dog"),
              List.of(List.of("cat", 8L, 1L), List.of("dog", 2L, 9L)),
              true);
      case MODEL_GRAPH -> graph(stamp);
      case ARTIFACT -> new Artifact(stamp, "model.params", "model", "0".repeat(64), 0);
      case PARAMS -> params(stamp);
      case ALERT -> new Alert(stamp, Alert.Severity.WARNING, "NaN", "loss is NaN");
      case CONTROL_ACTION ->
          new ControlAction(
              stamp, "1", "set", "learning_rate", "0.1", "0.01", ControlAction.Outcome.APPLIED, "");
      case STEP_COMPLETE -> new StepComplete(stamp);
      case RUN_STARTED -> new RunStarted(stamp, "digits", "brisk otter", false, "0.1.0");
      case RUN_ENDED -> new RunEnded(stamp, RunStatus.FINISHED, "");
    };
  }

  /** Of the values -1, 0, 0.25 and 3. */
  private static Histogram histogram() {
    int[] bins = {0, 1000, 1028, 3064};
    return new Histogram(bins, new long[] {1, 1, 1, 1}, 4, 1, 0, 0, -1, 3, 2.25, 10.0625);
  }

  private static ModelGraph graph(Stamp stamp) {
    ModelGraph.Parameter weight = new ModelGraph.Parameter("0_W", "(4, 2)", 8, true);
    return new ModelGraph(
        stamp,
        "mlp",
        List.of(
            new ModelGraph.Node("in", "Input", List.of(), List.of(), ""),
            new ModelGraph.Node("dense", "Linear", List.of("in"), List.of(weight), "(-1, 2)")));
  }

  private static Params params(Stamp stamp) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("lr", 0.1);
    values.put("layers", 3L);
    values.put("augment", true);
    values.put("optimizer", "adam");
    return new Params(stamp, Params.Group.PARAMS, values);
  }

  private Stamp stamp(long step) {
    return new Stamp(run, 0, Stamp.UNSEQUENCED, step, step < 0 ? Stamp.NONE : 0, timeMicros++);
  }
}
