package io.stepscope.agent;

/** What trains, and what listens to it. */
enum Framework {
  DJL(
      "DJL",
      "0.28.0",
      "ai/djl/engine/api.properties",
      "djl_version",
      "ai.djl.",
      "ai.djl.training.Trainer",
      "io.stepscope.djl.",
      "TrainerAdapter"),
  NETWORKS(
      "Deeplearning4j",
      "1.0.0-M2.1",
      "META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties",
      "version",
      "org.deeplearning4j.",
      "org.deeplearning4j.nn.multilayer.MultiLayerNetwork",
      "io.stepscope.dl4j.",
      "NetworkAdapter"),
  SAMEDIFF(
      "ND4J",
      "1.0.0-M2.1",
      "META-INF/maven/org.nd4j/nd4j-api/pom.properties",
      "version",
      "org.nd4j.",
      "org.nd4j.autodiff.samediff.SameDiff",
      "io.stepscope.dl4j.",
      "SameDiffAdapter");

  private final String title;
  private final String oldest;
  private final String versionFile;
  private final String versionKey;
  private final String classes;
  private final String anchor;
  private final String listener;
  private final String adapter;

  Framework(
      String title,
      String oldest,
      String versionFile,
      String versionKey,
      String classes,
      String anchor,
      String listener,
      String adapter) {
    this.title = title;
    this.oldest = oldest;
    this.versionFile = versionFile;
    this.versionKey = versionKey;
    this.classes = classes;
    this.anchor = anchor;
    this.listener = listener;
    this.adapter = adapter;
  }

  /** The framework that {@code type} is part of. */
  static Framework of(Class<?> type) {
    return of(type.getName());
  }

  /** The framework that the class of this name is part of; with dots. */
  static Framework of(String type) {
    for (Framework framework : values()) {
      if (type.startsWith(framework.classes)) {
        return framework;
      }
    }
    throw new IllegalArgumentException(type);
  }

  /** What people call it. */
  String title() {
    return title;
  }

  /** The oldest version that is recorded; what is newer is recorded as far as its methods fit. */
  String oldest() {
    return oldest;
  }

  /** The resource of the framework that says its version: a properties file. */
  String versionFile() {
    return versionFile;
  }

  /** The key of the version in it. */
  String versionKey() {
    return versionKey;
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
