package io.stepscope.djl;

import ai.djl.Model;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.listener.EarlyStoppingListener.EarlyStoppedException;
import ai.djl.training.optimizer.Optimizer;
import io.stepscope.Run;
import io.stepscope.configuration.ResetMode;
import io.stepscope.control.ControlPoints;
import io.stepscope.control.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Where a trainer lets itself be steered. Used on the training thread. */
final class TrainerControl implements ControlPoints {

  private final Trainer trainer;
  private final TrainerHooks hooks;
  private final LearningRate rate;
  private final IntSupplier epoch;
  private final TrainerReset reset;
  private @Nullable InitialWeights initial;
  private String noCopy = "";

  TrainerControl(
      Run run, Trainer trainer, TrainerHooks hooks, LearningRate rate, IntSupplier epoch) {
    this.trainer = trainer;
    this.hooks = hooks;
    this.rate = rate;
    this.epoch = epoch;
    reset = new TrainerReset(trainer, hooks);
    if (run.configuration().controlReset() == ResetMode.SNAPSHOT) {
      storing(() -> initial = new InitialWeights(trainer.getModel().getBlock(), run.folder()));
    }
  }

  /** To be called before the first update of each step. */
  void beforeUpdate() {
    InitialWeights from = initial;
    if (from != null) {
      storing(from::beforeUpdate);
    }
  }

  void close() throws IOException {
    if (initial != null) {
      initial.close();
      initial = null;
    }
  }

  @Override
  public String refusal(Point point) {
    boolean closed = hooks.optimizer() == null || hooks.store() == null;
    return switch (point) {
      case LEARNING_RATE -> {
        if (closed) {
          yield "Java refuses access to the trainer's optimizer; open ai.djl to it";
        }
        yield rate.tracker() == null ? "this optimizer has no learning rate" : "";
      }
      case RESET ->
          closed ? "Java refuses access to the trainer's optimizer; open ai.djl to it" : noCopy;
      case CHECKPOINT, STOP -> "";
    };
  }

  @Override
  public double learningRate() {
    return rate.now();
  }

  @Override
  public void learningRate(double newRate) {
    rate.set((float) newRate);
  }

  @Override
  public void reset() throws IOException {
    ParameterStore store = hooks.store();
    Optimizer optimizer = hooks.optimizer();
    if (store == null || optimizer == null) {
      throw new IllegalStateException(refusal(Point.RESET));
    }
    reset.run(store, optimizer, initial);
  }

  /** Stores the weights as {@code Model.save} does, which DJL loads. */
  @Override
  public void checkpoint(Path folder) throws IOException {
    Model model = trainer.getModel();
    ParameterStore store = hooks.store();
    if (store != null) {
      store.sync();
    }
    Object place = PrivateField.read(model, "modelDir");
    try {
      model.save(folder, fileName(model.getName()));
    } finally {
      // A save moves the model; the program shall find it where it was.
      PrivateField.write(model, "modelDir", place);
    }
  }

  @Override
  public RuntimeException stop(String reason) {
    return new EarlyStoppedException(epoch.getAsInt(), reason);
  }

  private static String fileName(@Nullable String model) {
    String name = model == null ? "" : model.replaceAll("[^\\w.-]", "_");
    return name.isEmpty() ? "model" : name;
  }

  /** Without a whole copy there is no reset to it, and the training goes on. */
  private void storing(Storing work) {
    try {
      work.store();
    } catch (IOException | RuntimeException e) {
      noCopy = "the copy of the first weights could not be stored: " + e.getMessage();
      initial = null;
    }
  }

  /** Stores something. */
  private interface Storing {
    void store() throws IOException;
  }
}
