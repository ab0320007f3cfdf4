package io.stepscope.agent;

import io.stepscope.agent.advice.BackwardBegins;
import io.stepscope.agent.advice.TrainerMade;
import java.util.List;

/** Where DJL is woven. */
final class DjlHooks {

  private static final String BACKWARD = "(Lai/djl/ndarray/NDArray;)V";

  static final List<Hook> ALL =
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
              BackwardBegins.class));

  private DjlHooks() {}
}
