package io.stepscope.dl4j;

import io.stepscope.Run;
import io.stepscope.training.testkit.WitnessedTraining;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;

/** Digits, epoch by epoch. */
final class WitnessedNetwork implements WitnessedTraining {
  private static final int BATCHES = 10;

  private final Kind kind;
  private final Model model;
  private final Witness witness = new Witness();

  WitnessedNetwork(Kind kind, @Nullable Run run) {
    this.kind = kind;
    model = kind.network();
    model.setListeners(witness);
    if (run != null) {
      model.addListeners(new StepscopeListener(run));
    }
  }

  @Override
  public int stepsPerEpoch() {
    return BATCHES;
  }

  @Override
  public void train(int epochs) {
    kind.fit(model, BATCHES, epochs);
  }

  @Override
  public void finish() {
    Stepscope.finish(model);
  }

  @Override
  public List<Double> losses() {
    return witness.scores;
  }

  /** The framework sums over the batch. */
  @Override
  public List<Map<String, float[]>> gradients() {
    return witness.gradients.stream().map(WitnessedNetwork::mean).toList();
  }

  private static Map<String, float[]> mean(Map<String, float[]> sums) {
    Map<String, float[]> means = new HashMap<>();
    sums.forEach(
        (name, sum) -> {
          float[] mean = sum.clone();
          for (int i = 0; i < mean.length; i++) {
            mean[i] /= Digits.BATCH;
          }
          means.put(name, mean);
        });
    return means;
  }

  @Override
  public List<Map<String, float[]>> weights() {
    return witness.weights;
  }

  @Override
  public Map<String, float[]> weightsNow() {
    return Witness.values(model.paramTable());
  }

  @Override
  public void close() {
    finish();
  }
}
