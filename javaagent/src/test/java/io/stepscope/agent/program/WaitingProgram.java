package io.stepscope.agent.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Trains one step, waits until the journal of its run holds what probes tell, trains another. */
public final class WaitingProgram {
  private static final List<String> AWAITED =
      List.of("system/cpu/utilization", "system/network/received", "npu/power");

  private double weight = 1;

  private WaitingProgram() {}

  /**
   * Trains.
   *
   * @param arguments folder of the runs, or 0 to wait for nothing
   */
  public static void main(String[] arguments) throws Exception {
    WaitingProgram training = new WaitingProgram();
    training.trainOnce();
    if (!arguments[0].equals("0")) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(100);
      while (System.nanoTime() < end && !holds(Path.of(arguments[0]))) {
        Thread.sleep(20);
      }
    }
    training.trainOnce();
    System.out.println("ended with " + training.weight);
  }

  void trainOnce() {
    weight /= 2;
  }

  private static boolean holds(Path runs) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.walk(runs)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.toString().contains("journal")) {
          text.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
      }
    }
    return AWAITED.stream().allMatch(name -> text.indexOf(name) >= 0);
  }
}
