package io.stepscope.agent;

import java.util.List;
import java.util.Set;

/** The calls of Deeplearning4j that are timed. */
final class Dl4jTimedCalls {

  private static final String SCORE = "computeGradientAndScore";
  private static final String BACKWARD = "calcBackpropGradients";
  private static final String LAYER_FORWARD = "layer forward";
  private static final String LAYER_BACKWARD = "layer backward";
  private static final String RECURRENT = "rnnActivateUsingStoredState";
  private static final String DATA = "data";
  private static final Set<String> NEXT = Set.of("hasNext", "next");

  static final List<TimedCall> ALL =
      List.of(
          phase(Dl4jHooks.NETWORK, SCORE, "ffToLayerActivationsInWs", "forward"),
          phase(Dl4jHooks.NETWORK, SCORE, BACKWARD, "backward"),
          layers(
              Dl4jHooks.NETWORK,
              "ffToLayerActivationsInWs",
              Set.of("activate", RECURRENT),
              LAYER_FORWARD),
          layers(
              Dl4jHooks.NETWORK,
              BACKWARD,
              Set.of("backpropGradient", "tbpttBackpropGradient"),
              LAYER_BACKWARD),
          data(Dl4jHooks.NETWORK, "fitHelper", "DataSetIterator"),
          phase(Dl4jHooks.GRAPH, SCORE, "ffToLayerActivationsInWS", "forward"),
          phase(Dl4jHooks.GRAPH, SCORE, BACKWARD, "backward"),
          layers(
              Dl4jHooks.GRAPH,
              "ffToLayerActivationsInWS",
              Set.of("doForward", RECURRENT),
              LAYER_FORWARD),
          layers(Dl4jHooks.GRAPH, BACKWARD, Set.of("doBackward"), LAYER_BACKWARD),
          data(Dl4jHooks.GRAPH, "fit", "DataSetIterator"),
          data(Dl4jHooks.EARLY_STOPPING, "fit", "Iterator"));

  private Dl4jTimedCalls() {}

  private static TimedCall phase(String type, String within, String method, String what) {
    return new TimedCall(type, within, type, Set.of(method), what, false);
  }

  private static TimedCall layers(String type, String within, Set<String> methods, String what) {
    return new TimedCall(type, within, "", methods, what, true);
  }

  private static TimedCall data(String type, String within, String owner) {
    return new TimedCall(type, within, owner, NEXT, DATA, false);
  }
}
