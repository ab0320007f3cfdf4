package io.stepscope.forward;

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
import io.stepscope.event.Scalar;
import io.stepscope.event.Table;
import io.stepscope.event.TensorHistogram;
import io.stepscope.event.Text;
import io.stepscope.event.Timing;
import java.util.Collection;
import java.util.Map;

/**
 * About how many bytes an event is: enough to keep batches, and what is held in memory, within
 * bounds. Costs nothing like encoding it.
 */
final class EventSize {
  private static final int STAMP = 48;
  private static final int NUMBER = 8;
  // A bin is a number and a count; statistics are ten numbers.
  private static final int BIN = 12;
  private static final int STATISTICS = 80;

  private EventSize() {}

  static long of(Event event) {
    return STAMP
        + switch (event.kind()) {
          case SCALAR -> ((Scalar) event).name().length() + NUMBER;
          case TIMING -> ((Timing) event).name().length() + NUMBER;
          case HISTOGRAM -> histogram((TensorHistogram) event);
          case TEXT -> ((Text) event).name().length() + ((Text) event).text().length();
          case CONSOLE_LINE -> ((ConsoleLine) event).text().length();
          case IMAGE -> ((Image) event).name().length() + ((Image) event).bytes();
          case TABLE -> table((Table) event);
          case MODEL_GRAPH -> graph((ModelGraph) event);
          case ARTIFACT ->
              ((Artifact) event).name().length() + ((Artifact) event).sha256().length();
          case PARAMS -> params((Params) event);
          case ALERT -> ((Alert) event).title().length() + ((Alert) event).text().length();
          case CONTROL_ACTION -> action((ControlAction) event);
          case STEP_COMPLETE -> 0;
          case RUN_STARTED -> started((RunStarted) event);
          case RUN_ENDED -> ((RunEnded) event).reason().length();
        };
  }

  private static long histogram(TensorHistogram event) {
    return event.name().length() + STATISTICS + (long) BIN * event.histogram().binCount();
  }

  private static long table(Table table) {
    long bytes = table.name().length() + texts(table.columns());
    for (Collection<Object> row : table.rows()) {
      bytes += texts(row);
    }
    return bytes;
  }

  private static long graph(ModelGraph graph) {
    long bytes = graph.name().length();
    for (ModelGraph.Node node : graph.nodes()) {
      bytes += node.path().length() + node.type().length() + node.outputShape().length();
      bytes += texts(node.inputs());
      for (ModelGraph.Parameter parameter : node.parameters()) {
        bytes += parameter.name().length() + parameter.shape().length() + NUMBER;
      }
    }
    return bytes;
  }

  private static long params(Params params) {
    long bytes = 0;
    for (Map.Entry<String, Object> value : params.values().entrySet()) {
      bytes += value.getKey().length() + size(value.getValue());
    }
    return bytes;
  }

  private static long action(ControlAction action) {
    return (long) action.command().length()
        + action.target().length()
        + action.oldValue().length()
        + action.newValue().length()
        + action.message().length();
  }

  private static long started(RunStarted started) {
    return (long) started.experiment().length() + started.name().length();
  }

  private static long texts(Collection<?> values) {
    long bytes = 0;
    for (Object value : values) {
      bytes += size(value);
    }
    return bytes;
  }

  private static long size(Object value) {
    return value instanceof CharSequence text ? text.length() : NUMBER;
  }
}
