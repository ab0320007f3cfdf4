package io.stepscope.dl4j;

import io.stepscope.Run;
import io.stepscope.training.testkit.SteeredTraining;
import java.nio.file.Path;
import java.util.Objects;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

/** Digits, over and over. */
final class SteeredNetwork implements SteeredTraining {

  private final Kind kind;
  private final Model model;

  SteeredNetwork(Kind kind, Run run) {
    this.kind = kind;
    model = kind.network(Networks.settings(new Adam(0.001)));
    model.setListeners(new StepscopeListener(run));
  }

  @Override
  public void train() {
    kind.fit(model, 10, Integer.MAX_VALUE);
  }

  @Override
  public Class<? extends RuntimeException> stopType() {
    return TrainingStoppedException.class;
  }

  @Override
  public float[] weights() {
    return model.params().dup().data().asFloat();
  }

  @Override
  public boolean optimizerRemembers() {
    INDArray state = Objects.requireNonNull(Network.of(model)).updaterState();
    return state != null && state.norm2Number().doubleValue() > 0;
  }

  @Override
  public float[] load(Path folder) throws Exception {
    Model loaded =
        kind == Kind.SEQUENCE
            ? ModelSerializer.restoreMultiLayerNetwork(folder.resolve("model.zip").toFile(), true)
            : ModelSerializer.restoreComputationGraph(folder.resolve("model.zip").toFile(), true);
    return loaded.params().data().asFloat();
  }

  @Override
  public void close() {
    Stepscope.finish(model);
  }
}
