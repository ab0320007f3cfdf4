package io.stepscope.json;

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
import io.stepscope.histogram.Buckets;
import io.stepscope.histogram.Histogram;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the kinds of events have beyond their stamp: a name, and keys of their own. */
final class EventBody {
  private EventBody() {}

  /** The name of the series or thing; null for kinds that have none. */
  static @Nullable String name(Event event) {
    return switch (event.kind()) {
      case SCALAR -> ((Scalar) event).name();
      case HISTOGRAM -> ((TensorHistogram) event).name();
      case TIMING -> ((Timing) event).name();
      case TEXT -> ((Text) event).name();
      case IMAGE -> ((Image) event).name();
      case TABLE -> ((Table) event).name();
      case MODEL_GRAPH -> ((ModelGraph) event).name();
      case ARTIFACT -> ((Artifact) event).name();
      case CONSOLE_LINE, PARAMS, ALERT, CONTROL_ACTION, STEP_COMPLETE, RUN_STARTED, RUN_ENDED ->
          null;
    };
  }

  /** Writes the keys into the object that is open. */
  static void write(Event event, JsonWriter json) {
    switch (event.kind()) {
      case SCALAR -> scalar((Scalar) event, json.name("value"));
      case HISTOGRAM -> histogram(((TensorHistogram) event).histogram(), json);
      case TIMING -> json.name("nanos").value(((Timing) event).nanos());
      case TEXT -> json.name("text").value(((Text) event).text());
      case CONSOLE_LINE -> {
        ConsoleLine line = (ConsoleLine) event;
        json.name("stream").value(word(line.stream())).name("text").value(line.text());
      }
      case IMAGE -> {
        Image image = (Image) event;
        json.name("width").value(image.width()).name("height").value(image.height());
        json.name("png").quoted(Base64.getEncoder().encode(image.png()));
      }
      case TABLE -> {
        Table table = (Table) event;
        json.name("columns").value(table.columns()).name("rows").value(table.rows());
        json.name("confusion_matrix").value(table.confusionMatrix());
      }
      case MODEL_GRAPH -> graph((ModelGraph) event, json);
      case ARTIFACT -> {
        Artifact artifact = (Artifact) event;
        json.name("artifact_type").value(artifact.type());
        json.name("sha256").value(artifact.sha256()).name("bytes").value(artifact.bytes());
      }
      case PARAMS -> {
        Params params = (Params) event;
        json.name("group").value(word(params.group())).name("values").value(params.values());
      }
      case ALERT -> {
        Alert alert = (Alert) event;
        json.name("severity").value(word(alert.severity()));
        json.name("title").value(alert.title()).name("text").value(alert.text());
      }
      case CONTROL_ACTION -> {
        ControlAction control = (ControlAction) event;
        json.name("command").value(control.command()).name("action").value(control.action());
        json.name("target").value(control.target());
        json.name("old").value(control.oldValue()).name("new").value(control.newValue());
        json.name("outcome").value(word(control.outcome()));
        json.name("message").value(control.message());
      }
      case STEP_COMPLETE -> {}
      case RUN_STARTED -> {
        RunStarted started = (RunStarted) event;
        json.name("experiment").value(started.experiment());
        json.name("run_name").value(started.name());
        json.name("resumed").value(started.resumed()).name("version").value(started.version());
      }
      case RUN_ENDED -> {
        RunEnded ended = (RunEnded) event;
        json.name("status").value(ended.status().word()).name("reason").value(ended.reason());
      }
    }
  }

  private static void scalar(Scalar scalar, JsonWriter json) {
    if (scalar.float32()) {
      json.value((float) scalar.value());
    } else {
      json.value(scalar.value());
    }
  }

  private static void histogram(Histogram histogram, JsonWriter json) {
    json.name("count").value(histogram.count()).name("zeros").value(histogram.zeros());
    json.name("nan").value(histogram.nan()).name("inf").value(histogram.infinite());
    json.name("min").value(histogram.min()).name("max").value(histogram.max());
    json.name("mean").value(histogram.mean());
    json.name("std").value(histogram.standardDeviation());
    Buckets buckets = histogram.buckets();
    json.name("edges").beginArray();
    for (double edge : buckets.edges()) {
      json.value(edge);
    }
    json.endArray().name("counts").beginArray();
    for (double count : buckets.counts()) {
      json.value((long) count);
    }
    json.endArray();
  }

  private static void graph(ModelGraph graph, JsonWriter json) {
    json.name("nodes").beginArray();
    for (ModelGraph.Node node : graph.nodes()) {
      json.beginObject().name("path").value(node.path()).name("type").value(node.type());
      json.name("inputs").value(node.inputs());
      json.name("parameters");
      parameters(node.parameters(), json);
      json.name("output_shape").value(node.outputShape()).endObject();
    }
    json.endArray();
  }

  private static void parameters(List<ModelGraph.Parameter> parameters, JsonWriter json) {
    json.beginArray();
    for (ModelGraph.Parameter parameter : parameters) {
      json.beginObject().name("name").value(parameter.name());
      json.name("shape").value(parameter.shape()).name("count").value(parameter.count());
      json.name("trainable").value(parameter.trainable()).endObject();
    }
    json.endArray();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
