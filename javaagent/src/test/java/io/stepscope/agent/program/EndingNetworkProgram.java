package io.stepscope.agent.program;

import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/** A training of Deeplearning4j that ends in the middle. */
public final class EndingNetworkProgram {

  private EndingNetworkProgram() {}

  /** Trains until it ends in the way that is named second. */
  public static void main(String[] arguments) {
    MultiLayerNetwork network = SmallNetwork.sequence();
    network.addListeners(new Stopping(arguments[1]));
    network.fit(new ExistingDataSetIterator(SmallNetwork.batches(2 * Ending.STEPS, 3)), 1);
  }

  /** Hears of a step after all others have. */
  private static final class Stopping extends BaseTrainingListener {
    private final String how;

    Stopping(String how) {
      this.how = how;
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      Ending.print((float) model.score());
      if (iteration == Ending.STEPS - 1) {
        Ending.in(how);
      }
    }
  }
}
