package io.stepscope.journal;

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

/** Events of every kind, with the values that are easily lost on the way. */
final class EveryKind {
  private static final String UNICODE = "Größe 学習率 🚀 \u0000\n\t end";

  private EveryKind() {}

  static List<Event> events() {
    List<Event> events = new ArrayList<>();
    events.add(new RunStarted(at(-1, -1, 0), "experiment ü", "", true, "0.1"));
    scalars(events);
    stamps(events);
    events.add(new TensorHistogram(at(5, 1, 7), "gradients/01Linear_weight", histogram()));
    events.add(new TensorHistogram(at(5, 1, 7), "gradients/empty", emptyHistogram()));
    events.add(new Text(at(6, 1, 8), "notes", UNICODE));
    events.add(new Text(at(6, 1, 8), UNICODE, ""));
    events.add(new Text(at(6, 1, 8), "long", "0123456789".repeat(30_000)));
    events.add(new ConsoleLine(at(7, 1, 9), ConsoleLine.Stream.STDERR, UNICODE));
    events.add(new ConsoleLine(at(-1, -1, 9), ConsoleLine.Stream.STDOUT, ""));
    events.add(new Image(at(8, 2, 10), "samples", new byte[] {1, 2, -3, 0, 0}, 28, 27));
    events.add(table());
    events.add(graph());
    events.add(new Artifact(at(10, 2, 12), "models/" + UNICODE, "model", "00ff", 1L << 40));
    events.add(params());
    events.add(new Alert(at(11, 2, 13), Alert.Severity.ERROR, "loss is NaN", UNICODE));
    events.add(
        new ControlAction(
            at(12, 2, 14), "1", "set", "lr", "0.1", "0.01", ControlAction.Outcome.APPLIED, ""));
    events.add(
        new ControlAction(
            at(13, 2, 14),
            "2",
            "reset",
            "",
            "",
            "",
            ControlAction.Outcome.REFUSED,
            "this training cannot be reset"));
    events.add(new StepComplete(at(12, 2, 15)));
    events.add(new StepComplete(at(1L << 50, -1, 15)));
    events.add(new RunEnded(at(13, 2, 16), RunStatus.STOPPED, "by hand"));
    return events;
  }

  private static void scalars(List<Event> events) {
    double[] values = {
      0.0,
      -0.0,
      1,
      Math.PI,
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.MIN_VALUE,
      -Double.MAX_VALUE,
      Double.MIN_NORMAL
    };
    for (double value : values) {
      events.add(new Scalar(at(1, 0, 1), "train/loss", value, false));
    }
    float[] floats = {-0.0f, 0.1f, Float.NaN, Float.MIN_VALUE, Float.MAX_VALUE, -1f / 0};
    for (float value : floats) {
      events.add(new Scalar(at(1, 0, 1), "train/accuracy", value, true));
    }
    events.add(new Timing(at(2, 0, 2), "time/step", 3_900_000));
    events.add(new Timing(at(2, 0, 2), "time/step", -1));
    events.add(new Timing(at(2, 0, 2), "time/step", Long.MAX_VALUE));
  }

  /** Steps, epochs and times at and beyond what the packed form holds. */
  private static void stamps(List<Event> events) {
    long[] steps = {-1, 0, (1L << 40) - 2, (1L << 40) - 1, Long.MAX_VALUE, -2};
    for (long step : steps) {
      events.add(new Scalar(at(step, 0, 3), "steps", 0.5, false));
    }
    int[] epochs = {-1, 0, (1 << 20) - 2, (1 << 20) - 1, Integer.MAX_VALUE, Integer.MIN_VALUE};
    for (int epoch : epochs) {
      events.add(new Scalar(at(1, epoch, 4), "epochs", 0.1f, true));
      events.add(new Timing(at(1, epoch, 4), "epochs", 17));
    }
    long[] times = {0, -Journals.TIME, 1L << 42, 1L << 43, -(1L << 43) - 1, 1L << 60};
    for (long time : times) {
      events.add(new Scalar(at(1, 1, time), "times", Double.NaN, false));
      events.add(new StepComplete(at(1, 1, time)));
    }
  }

  static Histogram histogram() {
    return new Histogram(
        new int[] {0, 1015, 1016, 3063, 4080},
        new long[] {1, 2, 1L << 40, 3, 4},
        (1L << 40) + 15,
        1,
        2,
        3,
        -1.5e38,
        2.5,
        -0.0,
        1e300);
  }

  private static Histogram emptyHistogram() {
    return new Histogram(new int[0], new long[0], 2, 0, 2, 0, Double.NaN, Double.NaN, 0, 0);
  }

  private static Event table() {
    List<List<Object>> rows =
        List.of(List.of("cat", 7L, -0.0, true), List.of("", -1L, Double.NaN, false));
    return new Table(
        at(9, 2, 11), "confusion", List.of("class", "cat", "dog", UNICODE), rows, true);
  }

  private static Event graph() {
    ModelGraph.Parameter weight =
        new ModelGraph.Parameter("01Conv2d_weight", "(16, 1, 3, 3)", 144, true);
    ModelGraph.Node input = new ModelGraph.Node("input", "Input", List.of(), List.of(), "");
    ModelGraph.Node conv =
        new ModelGraph.Node(
            "net/conv", "Conv2d", List.of("input"), List.of(weight), "(-1, 16, 8, 8)");
    return new ModelGraph(at(0, 0, 5), "LeNet", List.of(input, conv));
  }

  private static Event params() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("lr", 0.1);
    values.put("batch size", 64L);
    values.put("augment", false);
    values.put("Ü", UNICODE);
    values.put("limit", Double.POSITIVE_INFINITY);
    return new Params(at(-1, -1, 6), Params.Group.PIPELINE, values);
  }

  private static Stamp at(long step, int epoch, long time) {
    return new Stamp("", 0, Stamp.UNSEQUENCED, step, epoch, Journals.TIME + time);
  }
}
