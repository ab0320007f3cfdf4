package io.stepscope.journal;

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

/**
 * Makes an event of the body that {@link EventEncoder} wrote. Throws a {@link RuntimeException}
 * when the body holds what this version does not know.
 */
final class EventDecoder {
  private EventDecoder() {}

  static Event decode(EventKind kind, Stamp stamp, String series, Body in) {
    return switch (kind) {
      case SCALAR -> new Scalar(stamp, series, in.number(), in.truth());
      case HISTOGRAM -> new TensorHistogram(stamp, series, histogram(in));
      case TIMING -> new Timing(stamp, series, in.wholeNumber());
      case TEXT -> new Text(stamp, series, in.text());
      case CONSOLE_LINE -> new ConsoleLine(stamp, in.choice(Codes.STREAMS), in.text());
      case IMAGE -> image(stamp, series, in);
      case TABLE -> table(stamp, series, in);
      case MODEL_GRAPH -> graph(stamp, in);
      case ARTIFACT -> new Artifact(stamp, in.text(), in.text(), in.text(), in.wholeNumber());
      case PARAMS -> params(stamp, in);
      case ALERT -> new Alert(stamp, in.choice(Codes.SEVERITIES), in.text(), in.text());
      case CONTROL_ACTION -> controlAction(stamp, in);
      case STEP_COMPLETE -> new StepComplete(stamp);
      case RUN_STARTED -> new RunStarted(stamp, in.text(), in.text(), in.truth(), in.text());
      case RUN_ENDED -> new RunEnded(stamp, in.choice(Codes.STATUSES), in.text());
    };
  }

  private static Histogram histogram(Body in) {
    long count = in.varint();
    long zeros = in.varint();
    long nan = in.varint();
    long infinite = in.varint();
    double min = in.number();
    double max = in.number();
    double sum = in.number();
    double sumOfSquares = in.number();
    int size = in.size();
    int[] bins = new int[size];
    long[] counts = new long[size];
    int bin = 0;
    for (int i = 0; i < size; i++) {
      bin += (int) in.varint();
      bins[i] = bin;
      counts[i] = in.varint();
    }
    return new Histogram(bins, counts, count, zeros, nan, infinite, min, max, sum, sumOfSquares);
  }

  private static Image image(Stamp stamp, String series, Body in) {
    int width = (int) in.varint();
    int height = (int) in.varint();
    return new Image(stamp, series, in.bytes(), width, height);
  }

  private static Table table(Stamp stamp, String series, Body in) {
    boolean confusionMatrix = in.truth();
    List<String> columns = texts(in);
    int size = in.size();
    List<List<Object>> rows = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      List<Object> row = new ArrayList<>(columns.size());
      for (int j = 0; j < columns.size(); j++) {
        row.add(in.value());
      }
      rows.add(row);
    }
    return new Table(stamp, series, columns, rows, confusionMatrix);
  }

  private static ModelGraph graph(Stamp stamp, Body in) {
    String name = in.text();
    int size = in.size();
    List<ModelGraph.Node> nodes = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      String path = in.text();
      String type = in.text();
      String outputShape = in.text();
      nodes.add(new ModelGraph.Node(path, type, texts(in), parameters(in), outputShape));
    }
    return new ModelGraph(stamp, name, nodes);
  }

  private static List<ModelGraph.Parameter> parameters(Body in) {
    int size = in.size();
    List<ModelGraph.Parameter> parameters = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      parameters.add(new ModelGraph.Parameter(in.text(), in.text(), in.wholeNumber(), in.truth()));
    }
    return parameters;
  }

  /** The outcome and the message came with version 1.1; what ends before them was applied. */
  private static ControlAction controlAction(Stamp stamp, Body in) {
    String command = in.text();
    String action = in.text();
    String target = in.text();
    String oldValue = in.text();
    String newValue = in.text();
    ControlAction.Outcome outcome =
        in.hasMore() ? in.choice(Codes.OUTCOMES) : ControlAction.Outcome.APPLIED;
    String message = in.hasMore() ? in.text() : "";
    return new ControlAction(stamp, command, action, target, oldValue, newValue, outcome, message);
  }

  private static Params params(Stamp stamp, Body in) {
    Params.Group group = in.choice(Codes.GROUPS);
    int size = in.size();
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      values.put(in.text(), in.value());
    }
    return new Params(stamp, group, values);
  }

  private static List<String> texts(Body in) {
    int size = in.size();
    List<String> texts = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      texts.add(in.text());
    }
    return texts;
  }
}
