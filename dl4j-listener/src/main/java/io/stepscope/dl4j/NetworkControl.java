package io.stepscope.dl4j;

import io.stepscope.Run;
import io.stepscope.configuration.ResetMode;
import io.stepscope.control.ControlPoints;
import io.stepscope.control.Point;
import io.stepscope.control.StoredWeights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where a network lets itself be steered. Used on the training thread, at the end of a step. */
final class NetworkControl implements ControlPoints {

  private static final String WEIGHTS = "weights";

  /** The network that is trained; null when it is gone. */
  private final Supplier<@Nullable Network> network;

  private final BooleanSupplier inParallel;
  private @Nullable StoredWeights initial;
  private String noCopy = "";
  private long resets;

  private NetworkControl(Supplier<@Nullable Network> network, BooleanSupplier inParallel) {
    this.network = network;
    this.inParallel = inParallel;
  }

  /**
   * Steers the network that {@code network} gives at the time, and stores its weights if the run is
   * configured so.
   *
   * @param inParallel whether it is one of several workers
   */
  static NetworkControl of(
      Run run, Supplier<@Nullable Network> network, BooleanSupplier inParallel) {
    NetworkControl control = new NetworkControl(network, inParallel);
    if (run.configuration().controlReset() == ResetMode.SNAPSHOT) {
      control.store(run.folder().resolve("reset-weights"));
    }
    return control;
  }

  @Override
  public String refusal(Point point) {
    return switch (point) {
      case CHECKPOINT -> "";
      case LEARNING_RATE ->
          inParallel.getAsBoolean()
              ? "copies of the model are trained at once, each with a rate of its own"
              : "";
      case RESET -> inParallel.getAsBoolean() ? "copies of the model are trained at once" : noCopy;
      case STOP ->
          inParallel.getAsBoolean()
              ? "copies of the model are trained at once; ParallelWrapper.stopFit ends them"
              : "";
    };
  }

  @Override
  public double learningRate() {
    Network present = network.get();
    return present == null ? Double.NaN : LearningRates.next(present);
  }

  /** Gives all layers the same rate, as the framework does. */
  @Override
  public void learningRate(double rate) {
    present().learningRate(rate);
  }

  /**
   * Without a stored copy, the initializers run with another seed than before, since the one of the
   * configuration would give the same weights again.
   */
  @Override
  public void reset() throws IOException {
    Network present = present();
    StoredWeights stored = initial;
    if (stored == null) {
      resets++;
      INDArray weights = present.initialized(present.settings().getSeed() + resets);
      present.model().setParams(weights);
    } else {
      FlatBuffer flat = FlatBuffer.of(present.model().params());
      if (flat != null) {
        flat.overwrite(stored.get(WEIGHTS));
      }
    }
    INDArray state = present.updaterState();
    if (state != null) {
      state.assign(0);
    }
    present.beginAgain();
  }

  /** Writes the model with its updater's state, as {@code ModelSerializer} restores it. */
  @Override
  public void checkpoint(Path folder) throws IOException {
    ModelSerializer.writeModel(present().model(), folder.resolve("model.zip").toFile(), true);
  }

  @Override
  public RuntimeException stop(String reason) {
    return new TrainingStoppedException(reason);
  }

  void close() throws IOException {
    StoredWeights stored = initial;
    initial = null;
    if (stored != null) {
      stored.close();
    }
  }

  /** Without a whole copy there is no reset to it, and the training goes on. */
  private void store(Path file) {
    try {
      FlatBuffer flat = FlatBuffer.of(present().model().params());
      ByteBuffer bytes = flat == null ? null : flat.bytes();
      if (bytes == null) {
        noCopy = "weights of more than 2 GiB are not stored";
        return;
      }
      StoredWeights stored = new StoredWeights(file);
      stored.put(WEIGHTS, bytes);
      initial = stored;
    } catch (IOException | RuntimeException e) {
      noCopy = "the copy of the first weights could not be stored: " + e.getMessage();
    }
  }

  private Network present() {
    Network present = network.get();
    if (present == null) {
      throw new IllegalStateException("the model is gone");
    }
    return present;
  }
}
