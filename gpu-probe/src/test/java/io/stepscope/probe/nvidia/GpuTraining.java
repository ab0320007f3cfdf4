package io.stepscope.probe.nvidia;

import io.stepscope.Run;
import io.stepscope.probe.Measured;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A small training, for a process of its own, which goes on until so many devices were measured.
 *
 * <p>Arguments: folder of runs, number of devices, and paths of any number of NVML libraries whose
 * devices are measured beside those that the system's libraries have.
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
      System.out.printf(Locale.ROOT, "loss %.9f%n", loss);
    }
  }
}
