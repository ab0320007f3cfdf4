package io.stepscope.probe.nvidia;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The suite for a real GPU. {@link #main} runs it where there is no Maven, as docs/gpu.md says. */
@Tag("gpu")
class RealGpuIT {
  private static @Nullable RealGpu gpu;

  /** All of it; ends with 1 at the first thing that is not right. */
  public static void main(String[] args) throws Exception {
    Optional<String> missing = RealGpu.missing();
    if (missing.isPresent()) {
      System.out.println("skipped: " + missing.get());
      return;
    }
    try (RealGpu one = RealGpu.open()) {
      System.out.println(one.accelerator.info());
      RealGpuChecks.memory(one);
      one.onEachStream(RealGpuChecks::spans);
      one.onEachStream(RealGpuChecks::histograms);
      RealGpuChecks.many(one);
      one.onEachStream(RealGpuChecks::copies);
      RealGpuCapture.check(one);
      RealGpuSpeed.histograms(one);
      RealGpuSpeed.hostCosts(one);
    }
  }

  @BeforeEach
  void open() throws Exception {
    if (gpu == null) {
      Optional<String> missing = RealGpu.missing();
      if (missing.isPresent()) {
        System.out.println("skipped: " + missing.get());
        Assumptions.abort(missing.get());
      }
      gpu = RealGpu.open();
    }
  }

  @AfterAll
  static void close() {
    if (gpu != null) {
      gpu.close();
    }
  }

  private static RealGpu gpu() {
    if (gpu == null) {
      throw new IllegalStateException("not opened");
    }
    return gpu;
  }

  @Test
  void memoryIsThatOfNvidiaSmi() throws Exception {
    RealGpuChecks.memory(gpu());
  }

  @Test
  void spansAreThoseOfAProgramsOwnEvents() {
    gpu().onEachStream(RealGpuChecks::spans);
  }

  @Test
  void histogramsAreThoseOfTheHost() {
    gpu().onEachStream(RealGpuChecks::histograms);
  }

  @Test
  void tensorsOfMoreElementsThanACounterCountsAreCounted() {
    RealGpuChecks.many(gpu());
  }

  @Test
  void copiesBringTheBytes() {
    gpu().onEachStream(RealGpuChecks::copies);
  }

  @Test
  void aCaptureOfAnotherThreadIsNotSpoilt() throws Exception {
    RealGpuCapture.check(gpu());
  }

  @Test
  void speedIsTold() {
    RealGpuSpeed.histograms(gpu());
    RealGpuSpeed.hostCosts(gpu());
  }
}
