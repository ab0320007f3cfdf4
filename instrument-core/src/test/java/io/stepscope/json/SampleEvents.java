package io.stepscope.json;

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
import io.stepscope.histogram.HistogramBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One event of each kind. */
final class SampleEvents {
  /** 2026-11-21T12:00:00.123456Z. */
  static final long TIME = 1_795_262_400_123_456L;

  private SampleEvents() {}

  static Event of(EventKind kind) {
    Stamp stamp = new Stamp("r1", 0, 17, 3, 0, TIME);
    Stamp outside = new Stamp("r1", 0, 18, Stamp.NONE, Stamp.NONE, TIME);
    return switch (kind) {
      case SCALAR -> new Scalar(stamp, "train/loss", 2.3025851f, true);
      case HISTOGRAM -> histogram(stamp, 0, 0, 0, 1, Float.NaN, Float.NEGATIVE_INFINITY);
      case TIMING -> new Timing(stamp, "time/forward", 3_900_000);
      case TEXT -> new Text(stamp, "note", "a \"b\", c");
      case CONSOLE_LINE -> new ConsoleLine(stamp, ConsoleLine.Stream.STDOUT, "epoch 0 loss 2.30");
      case IMAGE -> new Image(stamp, "sample", new byte[] {-119, 80, 78, 71}, 8, 4);
      case TABLE ->
          new Table(
              stamp,
              "validate/confusion",
              List.of("class", "0", "1"),
              List.of(List.of("0", 9L, 1L), List.of("1", 0L, 0.5)),
              true);
      case MODEL_GRAPH ->
          new ModelGraph(
              outside,
              "net",
              List.of(
                  new ModelGraph.Node("in", "Input", List.of(), List.of(), ""),
                  new ModelGraph.Node(
                      "fc/1",
                      "Linear",
                      List.of("in"),
                      List.of(new ModelGraph.Parameter("01Linear_weight", "(2, 4)", 8, true)),
                      "(-1, 2)")));
      case ARTIFACT -> new Artifact(outside, "model.params", "checkpoint", "ab01", 1024);
      case PARAMS -> {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("lr", 0.1);
        values.put("batch", 32L);
        values.put("shuffle", true);
        values.put("net", "cnn");
        yield new Params(outside, Params.Group.PARAMS, values);
      }
      case ALERT -> new Alert(stamp, Alert.Severity.WARNING, "NaN", "loss is not finite");
      case CONTROL_ACTION ->
          new ControlAction(
              stamp, "7", "set", "learning_rate", "0.1", "0.01", ControlAction.Outcome.APPLIED, "");
      case STEP_COMPLETE -> new StepComplete(stamp);
      case RUN_STARTED -> new RunStarted(outside, "digits", "brisk otter", false, "0.1.0");
      case RUN_ENDED -> new RunEnded(stamp, RunStatus.FINISHED, "");
    };
  }

  static TensorHistogram histogram(Stamp stamp, float... values) {
    return new TensorHistogram(
        stamp, "weights/w", new HistogramBuilder().add(values, 0, values.length).build());
  }
}
