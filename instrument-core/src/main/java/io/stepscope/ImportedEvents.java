package io.stepscope;

import io.stepscope.event.Artifact;
import io.stepscope.event.Event;
import io.stepscope.event.Image;
import io.stepscope.event.ModelGraph;
import io.stepscope.event.Params;
import io.stepscope.event.Scalar;
import io.stepscope.event.Table;
import io.stepscope.event.TensorHistogram;
import io.stepscope.event.Text;
import io.stepscope.recorder.SeriesNames;
import io.stepscope.redaction.Redaction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Events of a foreign run as a recorder would have recorded them: bad names mended, secrets
 * removed.
 */
final class ImportedEvents {
  private final Redaction redaction;

  ImportedEvents(Redaction redaction) {
    this.redaction = redaction;
  }

  Event clean(Event event) {
    return switch (event.kind()) {
      case SCALAR -> scalar((Scalar) event);
      case HISTOGRAM -> histogram((TensorHistogram) event);
      case TEXT -> text((Text) event);
      case IMAGE -> image((Image) event);
      case TABLE -> table((Table) event);
      case MODEL_GRAPH -> graph((ModelGraph) event);
      case ARTIFACT -> artifact((Artifact) event);
      case PARAMS -> params((Params) event);
      case TIMING, CONSOLE_LINE, ALERT, CONTROL_ACTION, STEP_COMPLETE, RUN_STARTED, RUN_ENDED ->
          throw new IllegalArgumentException("no reader hands on a " + event.kind().word());
    };
  }

  private static Scalar scalar(Scalar event) {
    return SeriesNames.isGood(event.name())
        ? event
        : new Scalar(event.stamp(), name(event.name()), event.value(), event.float32());
  }

  private static TensorHistogram histogram(TensorHistogram event) {
    return SeriesNames.isGood(event.name())
        ? event
        : new TensorHistogram(event.stamp(), name(event.name()), event.histogram());
  }

  private Text text(Text event) {
    return new Text(event.stamp(), name(event.name()), redaction.text(event.text()));
  }

  private static Image image(Image event) {
    return SeriesNames.isGood(event.name())
        ? event
        : new Image(event.stamp(), name(event.name()), event.png(), event.width(), event.height());
  }

  private Table table(Table event) {
    List<List<Object>> rows =
        event.rows().stream()
            .map(
                row ->
                    row.stream()
                        .map(cell -> cell instanceof String text ? redaction.text(text) : cell)
                        .toList())
            .toList();
    return new Table(
        event.stamp(), name(event.name()), event.columns(), rows, event.confusionMatrix());
  }

  private static ModelGraph graph(ModelGraph event) {
    return new ModelGraph(event.stamp(), name(event.name()), event.nodes());
  }

  private static Artifact artifact(Artifact event) {
    return new Artifact(
        event.stamp(), name(event.name()), event.type(), event.sha256(), event.bytes());
  }

  private Params params(Params event) {
    Map<String, Object> values = new LinkedHashMap<>();
    event
        .values()
        .forEach(
            (key, value) ->
                values.put(key, value instanceof String text ? redaction.value(key, text) : value));
    return new Params(event.stamp(), event.group(), values);
  }

  private static String name(String given) {
    return SeriesNames.mended(given);
  }
}
