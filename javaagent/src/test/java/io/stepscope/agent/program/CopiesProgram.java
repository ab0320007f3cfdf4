package io.stepscope.agent.program;

import java.io.File;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.dataset.DataSet;

/** Trains networks that Deeplearning4j copies: in parallel, with early stopping, from a file. */
public final class CopiesProgram {

  private CopiesProgram() {}

  /**
   * Trains in {@code parallel}, or with early stopping, a network from a file, and a copy of a
   * network that has not trained; {@code listener} adds one of Stepscope's.
   */
  public static void main(String[] arguments) throws Exception {
    List<String> words = Arrays.asList(arguments);
    MultiLayerNetwork network = SmallNetwork.sequence();
    if (words.contains("listener")) {
      network.addListeners(SmallNetwork.listener());
    }
    if (words.contains("parallel")) {
      parallel(network);
      SmallNetwork.print(network.params());
    } else {
      stopping(network);
      restored(SmallNetwork.sequence());
      cloned(SmallNetwork.sequence());
    }
  }

  private static void cloned(MultiLayerNetwork network) {
    MultiLayerNetwork copy = network.clone();
    network.fit(SmallNetwork.batch(new Random(1)));
    copy.fit(SmallNetwork.batch(new Random(2)));
    network.fit(SmallNetwork.batch(new Random(3)));
    SmallNetwork.print(network.params());
    SmallNetwork.print(copy.params());
  }

  private static void parallel(MultiLayerNetwork network) throws Exception {
    Scores scores = new Scores();
    network.addListeners(scores);
    try (ParallelWrapper wrapper =
        new ParallelWrapper.Builder<>(network)
            .workers(2)
            .prefetchBuffer(0)
            .averagingFrequency(1)
            .build()) {
      wrapper.fit(new ExistingDataSetIterator(new Together(SmallNetwork.batches(8, 5))));
    }
    scores.print();
  }

  private static void stopping(MultiLayerNetwork network) {
    EarlyStoppingConfiguration<MultiLayerNetwork> configuration =
        new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
            .epochTerminationConditions(new MaxEpochsTerminationCondition(3))
            .scoreCalculator(
                new DataSetLossCalculator(
                    new ExistingDataSetIterator(SmallNetwork.batches(2, 6)), true))
            .modelSaver(new InMemoryModelSaver<>())
            .build();
    EarlyStoppingResult<MultiLayerNetwork> result =
        new EarlyStoppingTrainer(
                configuration, network, new ExistingDataSetIterator(SmallNetwork.batches(4, 5)))
            .fit();
    System.out.println(new TreeMap<>(result.getScoreVsEpoch()));
    MultiLayerNetwork best = result.getBestModel();
    best.fit(SmallNetwork.batch(new Random(7)));
    SmallNetwork.print(best.params());
  }

  private static void restored(MultiLayerNetwork network) throws Exception {
    network.fit(SmallNetwork.batch(new Random(1)));
    File file = File.createTempFile("network", ".zip");
    network.save(file, true);
    MultiLayerNetwork restored = ModelSerializer.restoreMultiLayerNetwork(file, true);
    restored.fit(SmallNetwork.batch(new Random(2)));
    restored.fit(SmallNetwork.batch(new Random(3)));
    SmallNetwork.print(restored.params());
  }

  /**
   * Gives batches when both workers wait for them: the first one changes the weights of which the
   * framework makes the copy for the second, whenever it comes to that.
   */
  private static final class Together implements Iterator<DataSet> {
    private final Iterator<DataSet> batches;

    Together(List<DataSet> batches) {
      this.batches = batches.iterator();
    }

    @Override
    public boolean hasNext() {
      return batches.hasNext();
    }

    @Override
    public DataSet next() {
      while (waitingWorkers() < 2) {
        Thread.yield();
      }
      return batches.next();
    }

    private static long waitingWorkers() {
      return Thread.getAllStackTraces().entrySet().stream()
          .filter(entry -> entry.getKey().getName().startsWith("ParallelWrapper training thread"))
          .filter(entry -> Arrays.stream(entry.getValue()).anyMatch(Together::takesFromAQueue))
          .count();
    }

    /** References that were cleared are polled from a queue too, while a copy is still made. */
    private static boolean takesFromAQueue(StackTraceElement frame) {
      return frame.getClassName().equals(LinkedBlockingQueue.class.getName())
          && frame.getMethodName().equals("poll");
    }
  }

  /** The scores of each worker, since who is first is another each time. */
  private static final class Scores extends BaseTrainingListener {
    private final Map<String, String> scores = new ConcurrentSkipListMap<>();

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      scores.merge(
          Thread.currentThread().getName(),
          Long.toHexString(Double.doubleToRawLongBits(model.score())),
          (before, next) -> before + " " + next);
    }

    void print() {
      scores.forEach((worker, values) -> System.out.println(worker + " " + values));
    }
  }
}
