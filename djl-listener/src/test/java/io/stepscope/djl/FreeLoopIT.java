package io.stepscope.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterServer;
import ai.djl.training.ParameterStore;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.stepscope.training.testkit.RecordedRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real loop without a trainer; what the agent tells of it is told by the test. */
class FreeLoopIT {

  private static final int FAILING = 1;

  @TempDir Path dir;

  @BeforeEach
  void configure() {
    System.setProperty("stepscope.dir", dir.toString());
    System.setProperty("stepscope.forward", "off");
    System.setProperty("stepscope.progress", "off");
    System.setProperty("stepscope.histograms", "every:1");
  }

  @AfterEach
  void restore() {
    for (String key : List.of("dir", "forward", "progress", "histograms")) {
      System.clearProperty("stepscope." + key);
    }
  }

  @Test
  void anUpdateThatFailsEndsItsStep() throws Exception {
    FreeLoops loops = new FreeLoops(new OpenTrainers(), new DataWaits(), wanted -> {});
    Loss loss = Loss.softmaxCrossEntropyLoss();
    List<Float> losses = new ArrayList<>();
    try (Training training = new Training();
        NDManager manager = training.model.getNDManager().newSubManager()) {
      Engine engine = manager.getEngine();
      Block block = training.model.getBlock();
      block.initialize(manager, DataType.FLOAT32, new Shape(Training.BATCH, 64));
      ParameterStore store = new ParameterStore(manager, false);
      store.setParameterServer(
          new FailingOnce(
              engine.newParameterServer(
                  Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.1f)).build()),
              () -> losses.size() == FAILING + 1),
          new Device[] {Device.cpu()});
      for (Batch batch : training.training.getData(manager)) {
        try (GradientCollector collector = engine.newGradientCollector()) {
          loops.collecting(collector);
          BlockWatch blocks = Objects.requireNonNull(loops.blocks());
          blocks.enter(block, store);
          NDList predictions = block.forward(store, batch.getData(), true);
          blocks.exit();
          NDArray value = loss.evaluate(batch.getLabels(), predictions);
          Begun backward = Objects.requireNonNull(loops.backward(collector, value));
          collector.backward(value);
          backward.ended();
          losses.add(value.getFloat());
          loops.collected(collector);
        }
        Begun update = Objects.requireNonNull(loops.updating(store));
        if (losses.size() == FAILING + 1) {
          assertThatThrownBy(store::updateAllParameters).hasMessage("not now");
          loops.failed(store, new IllegalStateException("not now"));
        } else {
          store.updateAllParameters();
          update.ended();
        }
        batch.close();
      }
      Objects.requireNonNull(loops.known(store)).finish();
    }
    RecordedRun recorded = RecordedRun.allIn(dir).get(0);
    assertThat(recorded.floats("train/loss")).isEqualTo(losses).hasSize(10);
    assertThat(recorded.completeSteps()).hasSize(10);
    assertThat(recorded.timings("time/update")).hasSize(9).doesNotContainKey((long) FAILING);
  }

  /** Updates nothing while {@code now}. */
  private static final class FailingOnce implements ParameterServer {
    private final ParameterServer real;
    private final BooleanSupplier now;

    FailingOnce(ParameterServer real, BooleanSupplier now) {
      this.real = real;
      this.now = now;
    }

    @Override
    public void init(String parameterId, NDArray[] value) {
      real.init(parameterId, value);
    }

    @Override
    public void update(String parameterId, NDArray[] grads, NDArray[] params) {
      if (now.getAsBoolean()) {
        throw new IllegalStateException("not now");
      }
      real.update(parameterId, grads, params);
    }

    @Override
    public void close() {
      real.close();
    }
  }
}
