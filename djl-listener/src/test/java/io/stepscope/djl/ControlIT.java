package io.stepscope.djl;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.listener.EarlyStoppingListener.EarlyStoppedException;
import ai.djl.util.Pair;
import io.stepscope.Run;
import io.stepscope.training.testkit.ControlContract;
import io.stepscope.training.testkit.SteeredTraining;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

class ControlIT extends ControlContract {

  @Override
  protected SteeredTraining training(Run run) {
    return new Digital(run, "PyTorch");
  }

  /** Digits, over and over. */
  static final class Digital implements SteeredTraining {
    private final Training training;
    private final Trainer trainer;

    Digital(Run run, String engine) {
      training = new Training(engine);
      trainer = new Trainer(training.model, Training.config(new StepscopeListener(run)));
      trainer.initialize(new Shape(Training.BATCH, 64));
    }

    @Override
    public void train() throws Exception {
      EasyTrain.fit(trainer, Integer.MAX_VALUE, training.training, null);
    }

    @Override
    public Class<? extends RuntimeException> stopType() {
      return EarlyStoppedException.class;
    }

    @Override
    public float[] weights() {
      return weights(training.model);
    }

    private static float[] weights(Model model) {
      float[] all = new float[0];
      for (Pair<String, Parameter> pair : model.getBlock().getParameters()) {
        float[] some = pair.getValue().getArray().toFloatArray();
        int before = all.length;
        all = Arrays.copyOf(all, before + some.length);
        System.arraycopy(some, 0, all, before, some.length);
      }
      return all;
    }

    @Override
    public boolean optimizerRemembers() {
      Object server =
          PrivateField.read(PrivateField.read(trainer, "parameterStore"), "parameterServer");
      Object behind = PrivateField.read(server, "server");
      Object direct = PrivateField.read(behind, "optimizer");
      Object optimizer =
          direct == null
              ? PrivateField.read(PrivateField.read(behind, "callback"), "optimizer")
              : direct;
      return PrivateField.read(optimizer, "means") instanceof Map<?, ?> means && !means.isEmpty();
    }

    @Override
    public float[] load(Path folder) throws Exception {
      try (Model model =
          Model.newInstance("digits", training.model.getNDManager().getEngine().getEngineName())) {
        model.setBlock(Training.network());
        model.load(folder, "digits");
        return weights(model);
      }
    }

    @Override
    public void close() {
      trainer.close();
      training.close();
    }
  }
}
