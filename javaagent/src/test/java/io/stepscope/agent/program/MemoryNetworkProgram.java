package io.stepscope.agent.program;

import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** A training of Deeplearning4j that tries for more memory than the host has, and goes on. */
public final class MemoryNetworkProgram {

  private MemoryNetworkProgram() {}

  /** Trains, runs out of memory, and trains again. */
  public static void main(String[] arguments) {
    MultiLayerNetwork network = SmallNetwork.sequence();
    network.addListeners(new Greedy());
    try {
      fit(network);
    } catch (OutOfMemoryError | RuntimeException e) {
      ShortMemory.printCaught(e);
    }
    fit(network);
    SmallNetwork.print(network.params());
  }

  private static void fit(MultiLayerNetwork network) {
    network.fit(new ExistingDataSetIterator(SmallNetwork.batches(2 * ShortMemory.STEPS, 3)), 1);
  }

  /** Wants too much at the end of one step. */
  private static final class Greedy extends BaseTrainingListener {
    private boolean had;

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      Ending.print((float) model.score());
      if (iteration == ShortMemory.STEPS - 1 && !had) {
        had = true;
        System.out.println(Nd4j.create(DataType.FLOAT, ShortMemory.TOO_MANY).length());
      }
    }
  }
}
