package io.stepscope.agent;

import io.stepscope.agent.advice.BackwardBegins;
import io.stepscope.agent.advice.FitBegins;
import io.stepscope.agent.advice.ListenersChanged;
import io.stepscope.agent.advice.NetworkCloned;
import io.stepscope.agent.advice.NetworkReady;
import io.stepscope.agent.advice.TrainerMade;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A method of a framework into which advice is woven. A class that lacks one of its methods is of a
 * version that does not fit, and is left alone.
 *
 * @param type the class, as class files have it
 * @param method the method's name
 * @param descriptor the method's parameters and result, as class files have them
 * @param advice what is woven
 */
public record Hook(String type, String method, String descriptor, Class<?> advice) {

  private static final String NETWORK = "org/deeplearning4j/nn/multilayer/MultiLayerNetwork";
  private static final String GRAPH = "org/deeplearning4j/nn/graph/ComputationGraph";
  private static final String INIT = "(Lorg/nd4j/linalg/api/ndarray/INDArray;Z)V";
  private static final String ADD = "([Lorg/deeplearning4j/optimize/api/TrainingListener;)V";
  private static final String BACKWARD = "(Lai/djl/ndarray/NDArray;)V";

  private static final List<Hook> ALL =
      List.of(
          new Hook(
              "ai/djl/training/Trainer",
              "<init>",
              "(Lai/djl/Model;Lai/djl/training/TrainingConfig;)V",
              TrainerMade.class),
          new Hook(
              "ai/djl/pytorch/engine/PtGradientCollector",
              "backward",
              BACKWARD,
              BackwardBegins.class),
          new Hook(
              "ai/djl/mxnet/engine/MxGradientCollector",
              "backward",
              BACKWARD,
              BackwardBegins.class),
          new Hook(NETWORK, "init", INIT, NetworkReady.class),
          new Hook(NETWORK, "setListeners", "(Ljava/util/Collection;)V", ListenersChanged.class),
          new Hook(NETWORK, "addListeners", ADD, NetworkReady.class),
          new Hook(NETWORK, "clone", "()L" + NETWORK + ";", NetworkCloned.class),
          new Hook(GRAPH, "init", INIT, NetworkReady.class),
          new Hook(GRAPH, "setListeners", "(Ljava/util/Collection;)V", ListenersChanged.class),
          new Hook(GRAPH, "addListeners", ADD, NetworkReady.class),
          new Hook(GRAPH, "clone", "()L" + GRAPH + ";", NetworkCloned.class),
          new Hook(
              "org/nd4j/autodiff/samediff/SameDiff",
              "fitHelper",
              "(Lorg/nd4j/linalg/dataset/api/iterator/MultiDataSetIterator;IZ"
                  + "Lorg/nd4j/linalg/dataset/api/iterator/MultiDataSetIterator;I"
                  + "Ljava/util/List;)Lorg/nd4j/autodiff/listeners/records/History;",
              FitBegins.class));

  /** The hooks in a class. */
  static List<Hook> in(String type) {
    return ALL.stream().filter(hook -> hook.type.equals(type)).toList();
  }

  /** The classes that have hooks, as class files have them. */
  public static Set<String> types() {
    return ALL.stream().map(Hook::type).collect(Collectors.toSet());
  }
}
