package io.stepscope.probe.nvidia;

import io.stepscope.Run;
import io.stepscope.probe.Accelerator;
import io.stepscope.probe.Measured;
import io.stepscope.probe.TensorStatistics;
import io.stepscope.probe.TensorStatistics.Element;
import io.stepscope.probe.TensorStatistics.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A small training, for a process of its own, which goes on until so many devices were measured.
 *
 * <p>Arguments: folder of runs, number of devices, and paths of any number of NVML libraries whose
 * devices are measured beside those that the system's libraries have. With {@code -Dcount=true} the
 * first device is asked to count.
 */
final class GpuTraining {
  private static final String NO_CUDA = "libstepscope-no-such.so.1";

  private GpuTraining() {}

  public static void main(String[] args) throws Exception {
    int devices = Integer.parseInt(args[1]);
    try (Run run =
        Run.builder()
            .dir(Path.of(args[0]))
            .set("trackers", "")
            .set("probes.interval", "1s")
            .start()) {
      for (String nvml : List.of(args).subList(2, args.length)) {
        run.accelerators(new NvidiaProvider(new NvidiaProvider.Names(nvml, NO_CUDA), null));
      }
      double loss = 1;
      for (long step = 0; step < 50; step++) {
        loss *= 0.99;
        run.scalar("train/loss", step, loss);
        run.stepComplete(step);
      }
      Measured measured = Measured.in(run);
      measured.until(
          latest ->
              latest.containsKey("system/load/1m")
                  && latest.keySet().stream()
                          .filter(name -> name.matches("gpu/\\d+/utilization|gpu/\\d+/power"))
                          .map(name -> name.split("/")[1])
                          .distinct()
                          .count()
                      >= devices);
      if (Boolean.getBoolean("count")) {
        count(run);
      }
      System.out.printf(Locale.ROOT, "loss %.9f%n", loss);
    }
  }

  /** Asks for what lies nowhere, as a mistaken framework would, until that is refused. */
  private static void count(Run run) throws InterruptedException {
    Accelerator device = run.accelerator("gpu/0").orElseThrow();
    String refused = "not ready";
    for (int i = 0; i < 1_000 && refused.endsWith("not ready"); i++) {
      refused = refusal(device);
      TimeUnit.MILLISECONDS.sleep(20);
    }
    System.out.println(refused);
  }

  private static String refusal(Accelerator device) {
    Optional<TensorStatistics> statistics = device.tensorStatistics();
    if (statistics.isEmpty()) {
      return "no statistics: " + device.info().facts().get("missing");
    }
    try {
      statistics.get().count(0, List.of(new Tensor(4096, 1, Element.FLOAT32, 1))).close();
      return "not at all";
    } catch (IllegalStateException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
