package io.stepscope.agent;

import io.stepscope.agent.advice.FitBegins;
import io.stepscope.agent.advice.ListenersChanged;
import io.stepscope.agent.advice.NetworkCloned;
import io.stepscope.agent.advice.NetworkReady;
import io.stepscope.agent.advice.ReplicaReady;
import io.stepscope.agent.advice.StepFails;
import java.util.List;

/** Where Deeplearning4j and SameDiff are woven. */
final class Dl4jHooks {

  static final String NETWORK = "org/deeplearning4j/nn/multilayer/MultiLayerNetwork";
  static final String GRAPH = "org/deeplearning4j/nn/graph/ComputationGraph";
  static final String EARLY_STOPPING =
      "org/deeplearning4j/earlystopping/trainer/BaseEarlyStoppingTrainer";
  private static final String INIT = "(Lorg/nd4j/linalg/api/ndarray/INDArray;Z)V";
  private static final String ADD = "([Lorg/deeplearning4j/optimize/api/TrainingListener;)V";

  static final List<Hook> ALL =
      List.of(
          new Hook(NETWORK, "init", INIT, NetworkReady.class),
          new Hook(NETWORK, "setListeners", "(Ljava/util/Collection;)V", ListenersChanged.class),
          new Hook(NETWORK, "addListeners", ADD, NetworkReady.class),
          new Hook(NETWORK, "clone", "()L" + NETWORK + ";", NetworkCloned.class),
          new Hook(GRAPH, "init", INIT, NetworkReady.class),
          new Hook(GRAPH, "setListeners", "(Ljava/util/Collection;)V", ListenersChanged.class),
          new Hook(GRAPH, "addListeners", ADD, NetworkReady.class),
          new Hook(GRAPH, "clone", "()L" + GRAPH + ";", NetworkCloned.class),
          new Hook(
              "org/deeplearning4j/optimize/Solver",
              "optimize",
              "(Lorg/deeplearning4j/nn/workspace/LayerWorkspaceMgr;)V",
              StepFails.class,
              true),
          new Hook(
              "org/deeplearning4j/parallelism/trainer/DefaultTrainer",
              "postInit",
              "()V",
              ReplicaReady.class),
          new Hook(
              "org/nd4j/autodiff/samediff/SameDiff",
              "fitHelper",
              "(Lorg/nd4j/linalg/dataset/api/iterator/MultiDataSetIterator;IZ"
                  + "Lorg/nd4j/linalg/dataset/api/iterator/MultiDataSetIterator;I"
                  + "Ljava/util/List;)Lorg/nd4j/autodiff/listeners/records/History;",
              FitBegins.class));

  private Dl4jHooks() {}
}
