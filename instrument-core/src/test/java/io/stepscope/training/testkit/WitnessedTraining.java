package io.stepscope.training.testkit;

import java.util.List;
import java.util.Map;

/**
 * A small training of a framework, the same to the last bit each time, that sees for itself what
 * the adapter is to record: in the slow and obvious way, not by way of the adapter.
 */
public interface WitnessedTraining extends AutoCloseable {

  /** Steps in one epoch; at least two. */
  int stepsPerEpoch();

  /** Trains on, for some epochs more. */
  void train(int epochs) throws Exception;

  /** Ends the recording as a user of the framework does; the run goes on. */
  void finish();

  /** Losses so far, step by step; floats where the framework's are. */
  List<Double> losses();

  /** Gradients of the mean loss so far, step by step: values by the name of the parameter. */
  List<Map<String, float[]>> gradients();

  /** Weights so far, as they were before each step, by the name of the parameter. */
  List<Map<String, float[]>> weights();

  /** The weights as they are now. */
  Map<String, float[]> weightsNow();

  /** Frees what the framework holds. */
  @Override
  void close();
}
