package io.stepscope.agent.program;

import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import io.stepscope.Run;
import io.stepscope.djl.StepscopeListener;
import io.stepscope.probe.Accelerator;
import io.stepscope.probe.AcceleratorProvider;
import io.stepscope.probe.Availability;
import io.stepscope.probe.DeviceInfo;
import io.stepscope.probe.DeviceTimer;
import io.stepscope.probe.Readings;
import io.stepscope.probe.nvidia.NvidiaProvider;
import io.stepscope.probe.nvidia.StubContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A training of DJL on the processor, with the listener, that is timed by NVIDIA's first device: as
 * if that were where DJL computes.
 */
public final class DeviceTimesProgram {
  private static final int STEPS = 6;

  private DeviceTimesProgram() {}

  /** Trains. */
  public static void main(String[] arguments) throws Exception {
    StubContext.with(DeviceTimesProgram::train);
  }

  private static void train() throws Exception {
    try (Run run = Run.builder().start();
        DjlTraining training = new DjlTraining()) {
      run.accelerators(new Timing());
      long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
      while (run.accelerator("cpu/0").isEmpty()) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException("no device");
        }
        TimeUnit.MILLISECONDS.sleep(5);
      }
      var config = DjlTraining.config(Loss.softmaxCrossEntropyLoss());
      config.addTrainingListeners(new StepscopeListener(run));
      try (Trainer trainer = training.trainer(config)) {
        for (Batch batch : trainer.iterateDataset(training.data(STEPS))) {
          EasyTrain.trainBatch(trainer, batch);
          trainer.step();
          batch.close();
        }
      }
    }
  }

  /** The timers of NVIDIA's devices, and nothing else of them. */
  private static final class Timing implements AcceleratorProvider {
    private final NvidiaProvider devices = new NvidiaProvider();

    @Override
    public String id() {
      return "timing";
    }

    @Override
    public Availability availability() {
      return devices.availability();
    }

    @Override
    public List<Accelerator> devices() {
      return List.of(new Timed(devices.devices().get(0)));
    }

    @Override
    public void close() {
      devices.close();
    }
  }

  private record Timed(Accelerator device) implements Accelerator {
    @Override
    public DeviceInfo info() {
      DeviceInfo info = device.info();
      return new DeviceInfo("timed-" + info.id(), info.kind(), info.name(), -1, info.facts());
    }

    @Override
    public Set<String> aliases() {
      return Set.of("cpu/0");
    }

    @Override
    public void look(Readings out) {}

    @Override
    public Optional<DeviceTimer> timer() {
      return device.timer();
    }
  }
}
