package io.stepscope.agent;

/** What trains, and what listens to it. */
enum Framework {
  DJL("ai.djl.", "ai.djl.training.Trainer", "io.stepscope.djl.", "TrainerAdapter"),
  NETWORKS(
      "org.deeplearning4j.",
      "org.deeplearning4j.nn.multilayer.MultiLayerNetwork",
      "io.stepscope.dl4j.",
      "NetworkAdapter"),
  SAMEDIFF(
      "org.nd4j.", "org.nd4j.autodiff.samediff.SameDiff", "io.stepscope.dl4j.", "SameDiffAdapter");

  private final String classes;
  private final String anchor;
  private final String listener;
  private final String adapter;

  Framework(String classes, String anchor, String listener, String adapter) {
    this.classes = classes;
    this.anchor = anchor;
    this.listener = listener;
    this.adapter = adapter;
  }

  /** The framework that {@code type} is part of. */
  static Framework of(Class<?> type) {
    for (Framework framework : values()) {
      if (type.getName().startsWith(framework.classes)) {
        return framework;
      }
    }
    throw new IllegalArgumentException(type.getName());
  }

  /** The class whose loader is the framework's. */
  String anchor() {
    return anchor;
  }

  /** Package of the listener, with the dot at its end. */
  String listener() {
    return listener;
  }

  /** The class of the listener that gets the calls. */
  String adapter() {
    return listener + adapter;
  }
}
