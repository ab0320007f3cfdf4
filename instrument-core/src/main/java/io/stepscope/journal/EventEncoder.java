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
import io.stepscope.event.Scalar;
import io.stepscope.event.Table;
import io.stepscope.event.TensorHistogram;
import io.stepscope.event.Text;
import io.stepscope.event.Timing;
import io.stepscope.histogram.Histogram;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts what is particular to each kind into the body of a record; {@link EventDecoder} is its
 * counterpart. Later versions may only add at the end of a body.
 */
final class EventEncoder {
  private EventEncoder() {}

  /** The series that the event belongs to, stored by its id; null for kinds without series. */
  static @Nullable String series(Event event) {
    return switch (event.kind()) {
      case SCALAR -> ((Scalar) event).name();
      case HISTOGRAM -> ((TensorHistogram) event).name();
      case TIMING -> ((Timing) event).name();
      case TEXT -> ((Text) event).name();
      case IMAGE -> ((Image) event).name();
      case TABLE -> ((Table) event).name();
      case CONSOLE_LINE, MODEL_GRAPH, ARTIFACT, PARAMS, ALERT, CONTROL_ACTION -> null;
      case STEP_COMPLETE, RUN_STARTED, RUN_ENDED -> null;
    };
  }

  static void encode(Event event, Payload out) {
    switch (event.kind()) {
      case SCALAR -> scalar((Scalar) event, out);
      case HISTOGRAM -> histogram(((TensorHistogram) event).histogram(), out);
      case TIMING -> out.putLong(((Timing) event).nanos());
      case TEXT -> out.putText(((Text) event).text());
      case CONSOLE_LINE -> {
        ConsoleLine line = (ConsoleLine) event;
        out.putByte(Codes.STREAMS.indexOf(line.stream())).putText(line.text());
      }
      case IMAGE -> {
        Image image = (Image) event;
        out.putVarint(image.width()).putVarint(image.height()).putBytes(image.png());
      }
      case TABLE -> table((Table) event, out);
      case MODEL_GRAPH -> graph((ModelGraph) event, out);
      case ARTIFACT -> {
        Artifact artifact = (Artifact) event;
        out.putText(artifact.name()).putText(artifact.type()).putText(artifact.sha256());
        out.putLong(artifact.bytes());
      }
      case PARAMS -> params((Params) event, out);
      case ALERT -> {
        Alert alert = (Alert) event;
        out.putByte(Codes.SEVERITIES.indexOf(alert.severity()))
            .putText(alert.title())
            .putText(alert.text());
      }
      case CONTROL_ACTION -> {
        ControlAction action = (ControlAction) event;
        out.putText(action.command()).putText(action.action()).putText(action.target());
        out.putText(action.oldValue()).putText(action.newValue());
        out.putByte(Codes.OUTCOMES.indexOf(action.outcome())).putText(action.message());
      }
      case STEP_COMPLETE -> {
        // The stamp says it all.
      }
      case RUN_STARTED -> {
        RunStarted started = (RunStarted) event;
        out.putText(started.experiment()).putText(started.name());
        out.putByte(started.resumed() ? 1 : 0).putText(started.version());
      }
      case RUN_ENDED -> {
        RunEnded ended = (RunEnded) event;
        out.putByte(Codes.STATUSES.indexOf(ended.status())).putText(ended.reason());
      }
    }
  }

  private static void scalar(Scalar scalar, Payload out) {
    out.putDouble(scalar.value()).putByte(scalar.float32() ? 1 : 0);
  }

  private static void histogram(Histogram histogram, Payload out) {
    out.putVarint(histogram.count()).putVarint(histogram.zeros());
    out.putVarint(histogram.nan()).putVarint(histogram.infinite());
    out.putDouble(histogram.min()).putDouble(histogram.max());
    out.putDouble(histogram.sum()).putDouble(histogram.sumOfSquares());
    int[] bins = histogram.bins();
    long[] counts = histogram.counts();
    out.putVarint(bins.length);
    int previous = 0;
    for (int i = 0; i < bins.length; i++) {
      out.putVarint(bins[i] - previous).putVarint(counts[i]);
      previous = bins[i];
    }
  }

  private static void table(Table table, Payload out) {
    out.putByte(table.confusionMatrix() ? 1 : 0);
    texts(table.columns(), out);
    out.putVarint(table.rows().size());
    for (List<Object> row : table.rows()) {
      row.forEach(out::putValue);
    }
  }

  private static void graph(ModelGraph graph, Payload out) {
    out.putText(graph.name()).putVarint(graph.nodes().size());
    for (ModelGraph.Node node : graph.nodes()) {
      out.putText(node.path()).putText(node.type()).putText(node.outputShape());
      texts(node.inputs(), out);
      out.putVarint(node.parameters().size());
      for (ModelGraph.Parameter parameter : node.parameters()) {
        out.putText(parameter.name()).putText(parameter.shape());
        out.putLong(parameter.count()).putByte(parameter.trainable() ? 1 : 0);
      }
    }
  }

  private static void params(Params params, Payload out) {
    out.putByte(Codes.GROUPS.indexOf(params.group())).putVarint(params.values().size());
    for (Map.Entry<String, Object> entry : params.values().entrySet()) {
      out.putText(entry.getKey()).putValue(entry.getValue());
    }
  }

  private static void texts(List<String> texts, Payload out) {
    out.putVarint(texts.size());
    texts.forEach(out::putText);
  }
}
