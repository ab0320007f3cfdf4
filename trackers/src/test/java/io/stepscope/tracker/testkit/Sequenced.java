package io.stepscope.tracker.testkit;

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
import io.stepscope.event.Stamp;
import io.stepscope.event.StepComplete;
import io.stepscope.event.Table;
import io.stepscope.event.TensorHistogram;
import io.stepscope.event.Text;
import io.stepscope.event.Timing;

/** Gives events the sequence number that a journal gives them. */
final class Sequenced {

  private Sequenced() {}

  static Event at(Event event, long sequence) {
    Stamp stamp = event.stamp().withSequence(sequence);
    return switch (event.kind()) {
      case SCALAR -> {
        Scalar e = (Scalar) event;
        yield new Scalar(stamp, e.name(), e.value(), e.float32());
      }
      case HISTOGRAM -> {
        TensorHistogram e = (TensorHistogram) event;
        yield new TensorHistogram(stamp, e.name(), e.histogram());
      }
      case TIMING -> {
        Timing e = (Timing) event;
        yield new Timing(stamp, e.name(), e.nanos());
      }
      case TEXT -> {
        Text e = (Text) event;
        yield new Text(stamp, e.name(), e.text());
      }
      case CONSOLE_LINE -> {
        ConsoleLine e = (ConsoleLine) event;
        yield new ConsoleLine(stamp, e.stream(), e.text());
      }
      case IMAGE -> {
        Image e = (Image) event;
        yield new Image(stamp, e.name(), e.png(), e.width(), e.height());
      }
      case TABLE -> {
        Table e = (Table) event;
        yield new Table(stamp, e.name(), e.columns(), e.rows(), e.confusionMatrix());
      }
      case MODEL_GRAPH -> {
        ModelGraph e = (ModelGraph) event;
        yield new ModelGraph(stamp, e.name(), e.nodes());
      }
      case ARTIFACT -> {
        Artifact e = (Artifact) event;
        yield new Artifact(stamp, e.name(), e.type(), e.sha256(), e.bytes());
      }
      case PARAMS -> {
        Params e = (Params) event;
        yield new Params(stamp, e.group(), e.values());
      }
      case ALERT -> {
        Alert e = (Alert) event;
        yield new Alert(stamp, e.severity(), e.title(), e.text());
      }
      case CONTROL_ACTION -> {
        ControlAction e = (ControlAction) event;
        yield new ControlAction(
            stamp, e.command(), e.action(), e.target(), e.oldValue(), e.newValue());
      }
      case STEP_COMPLETE -> new StepComplete(stamp);
      case RUN_STARTED -> {
        RunStarted e = (RunStarted) event;
        yield new RunStarted(stamp, e.experiment(), e.name(), e.resumed(), e.version());
      }
      case RUN_ENDED -> {
        RunEnded e = (RunEnded) event;
        yield new RunEnded(stamp, e.status(), e.reason());
      }
    };
  }
}
