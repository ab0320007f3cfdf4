package io.stepscope.agent.program;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;

/** Trains a network of Deeplearning4j, as a sequence of layers or as a graph. */
public final class NetworkProgram {

  private NetworkProgram() {}

  /**
   * Trains a {@code sequence} or a {@code graph}; {@code listener} adds one of Stepscope's, {@code
   * late} sets a listener of the program's own between two calls of fit, in the place of all, and
   * trains a copy in the end.
   */
  public static void main(String[] arguments) throws Exception {
    List<String> words = Arrays.asList(arguments);
    TrainingListener printing = new Printing();
    ExistingDataSetIterator batches = new ExistingDataSetIterator(SmallNetwork.batches(4, 3));
    if (words.contains("sequence")) {
      MultiLayerNetwork network = SmallNetwork.sequence();
      if (words.contains("late")) {
        network.fit(SmallNetwork.batch(new Random(9)));
        network.setListeners(printing);
      } else {
        network.addListeners(printing);
      }
      if (words.contains("listener")) {
        network.addListeners(SmallNetwork.listener());
      }
      network.fit(batches, 2);
      SmallNetwork.print(network.params());
      if (words.contains("late")) {
        MultiLayerNetwork copy = network.clone();
        copy.fit(SmallNetwork.batch(new Random(10)));
        SmallNetwork.print(copy.params());
      }
      System.out.println("listeners " + network.getListeners().contains(printing));
    } else {
      ComputationGraph graph = SmallNetwork.graph();
      graph.addListeners(printing);
      if (words.contains("listener")) {
        graph.addListeners(SmallNetwork.listener());
      }
      graph.fit(batches, 2);
      SmallNetwork.print(graph.params());
    }
  }

  /** Prints the score of every iteration. */
  private static final class Printing extends BaseTrainingListener {
    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      System.out.println(
          iteration + " " + Long.toHexString(Double.doubleToRawLongBits(model.score())));
    }
  }
}
