package io.stepscope.agent.program;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Trains a network that takes its time, and prints how much: batches, and a layer. */
public final class TimesProgram {

  private static final long PAUSE_NANOS = 3_000_000;

  /** Steps that are over. */
  private static volatile int steps;

  private TimesProgram() {}

  /** Trains a {@code sequence} or a {@code graph}. */
  public static void main(String[] arguments) {
    Thread training = Thread.currentThread();
    List<DataSet> batches = SmallNetwork.batches(5, 3);
    Iterable<DataSet> late = () -> new Late(training, batches.iterator());
    ExistingDataSetIterator data = new ReadAhead(late);
    if (Arrays.asList(arguments).contains("sequence")) {
      MultiLayerNetwork network = SmallNetwork.sequence(new Slow());
      network.addListeners(new Dawdling());
      network.fit(data);
    } else {
      ComputationGraph graph = SmallNetwork.graph(new Slow());
      graph.addListeners(new Dawdling());
      graph.fit(data);
    }
  }

  /** What a thread of the framework reads ahead. */
  private static final class ReadAhead extends ExistingDataSetIterator {
    private static final long serialVersionUID = 1;

    ReadAhead(Iterable<DataSet> batches) {
      super(batches);
    }

    @Override
    public boolean asyncSupported() {
      return true;
    }
  }

  private static long pause() {
    long from = System.nanoTime();
    long now = from;
    while (now - from < PAUSE_NANOS) {
      Thread.onSpinWait();
      now = System.nanoTime();
    }
    return now - from;
  }

  /** Gives a batch when the training has waited for it for a while. */
  private static final class Late implements Iterator<DataSet> {
    private final Thread training;
    private final Iterator<DataSet> batches;
    private int given;

    Late(Thread training, Iterator<DataSet> batches) {
      this.training = training;
      this.batches = batches;
    }

    @Override
    public boolean hasNext() {
      return batches.hasNext();
    }

    @Override
    public DataSet next() {
      while (steps < given || training.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      given++;
      System.out.println("data " + pause());
      return batches.next();
    }
  }

  /** An activation function that takes its time in both directions. */
  public static final class Slow extends ActivationReLU {
    private static final long serialVersionUID = 1;

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
      System.out.println("forward " + pause());
      return super.getActivation(in, training);
    }

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
      System.out.println("backward " + pause());
      return super.backprop(in, epsilon);
    }
  }

  /** A listener whose time belongs to no phase. */
  private static final class Dawdling extends BaseTrainingListener {
    @Override
    public void onForwardPass(Model model, List<INDArray> activations) {
      pause();
    }

    @Override
    public void onForwardPass(Model model, Map<String, INDArray> activations) {
      pause();
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      steps = iteration + 1;
    }
  }
}
