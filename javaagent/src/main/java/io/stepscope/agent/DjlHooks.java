package io.stepscope.agent;

import io.stepscope.agent.advice.BackwardRuns;
import io.stepscope.agent.advice.BlockRuns;
import io.stepscope.agent.advice.CollectingBegins;
import io.stepscope.agent.advice.CollectingEnds;
import io.stepscope.agent.advice.CollectorMade;
import io.stepscope.agent.advice.DataAsked;
import io.stepscope.agent.advice.DataIterated;
import io.stepscope.agent.advice.DataTaken;
import io.stepscope.agent.advice.FitEnds;
import io.stepscope.agent.advice.ForwardRuns;
import io.stepscope.agent.advice.ParametersUpdated;
import io.stepscope.agent.advice.PredictionsMade;
import io.stepscope.agent.advice.TrainerClosed;
import io.stepscope.agent.advice.TrainerMade;
import java.util.List;
import java.util.stream.Stream;

/** Where DJL is woven. */
final class DjlHooks {

  private static final String EASY = "ai/djl/training/EasyTrain";
  private static final String TRAINER = "ai/djl/training/Trainer";
  private static final String BLOCK = "ai/djl/nn/AbstractBaseBlock";
  private static final String BATCHES = "ai/djl/training/dataset/DataIterable";
  private static final String DATA = "Lai/djl/training/dataset/Dataset;";
  private static final String LIST = "Lai/djl/ndarray/NDList;";
  private static final String STORE = "Lai/djl/training/ParameterStore;";
  private static final String PAIRS = "Lai/djl/util/PairList;";

  static final List<Hook> ALL =
      Stream.of(
              trainer(),
              collector("ai/djl/pytorch/engine/PtGradientCollector"),
              collector("ai/djl/mxnet/engine/MxGradientCollector"),
              late())
          .flatMap(List::stream)
          .toList();

  private DjlHooks() {}

  private static List<Hook> trainer() {
    return List.of(
        new Hook(
            TRAINER,
            "<init>",
            "(Lai/djl/Model;Lai/djl/training/TrainingConfig;)V",
            TrainerMade.class),
        new Hook(TRAINER, "close", "()V", TrainerClosed.class),
        new Hook(
            TRAINER,
            "newGradientCollector",
            "()Lai/djl/training/GradientCollector;",
            CollectorMade.class),
        new Hook(TRAINER, "forward", "(" + LIST + ")" + LIST, ForwardRuns.class),
        new Hook(TRAINER, "forward", "(" + LIST + LIST + ")" + LIST, ForwardRuns.class),
        new Hook(TRAINER, "evaluate", "(" + LIST + ")" + LIST, PredictionsMade.class),
        new Hook(
            TRAINER, "iterateDataset", "(" + DATA + ")Ljava/lang/Iterable;", DataIterated.class),
        new Hook(EASY, "fit", "(L" + TRAINER + ";I" + DATA + DATA + ")V", FitEnds.class));
  }

  private static List<Hook> collector(String type) {
    return List.of(
        new Hook(type, "<init>", "()V", CollectingBegins.class),
        new Hook(type, "backward", "(Lai/djl/ndarray/NDArray;)V", BackwardRuns.class),
        new Hook(type, "close", "()V", CollectingEnds.class));
  }

  /** Programs that only predict load these as well. */
  private static List<Hook> late() {
    return List.of(
        new Hook(
            BLOCK, "forward", "(" + STORE + LIST + "Z" + PAIRS + ")" + LIST, BlockRuns.class, true),
        new Hook(
            BLOCK,
            "forward",
            "(" + STORE + LIST + LIST + PAIRS + ")" + LIST,
            BlockRuns.class,
            true),
        new Hook(BATCHES, "hasNext", "()Z", DataAsked.class, true),
        new Hook(BATCHES, "next", "()Lai/djl/training/dataset/Batch;", DataTaken.class, true),
        new Hook(
            "ai/djl/training/ParameterStore",
            "updateAllParameters",
            "()V",
            ParametersUpdated.class,
            true));
  }
}
