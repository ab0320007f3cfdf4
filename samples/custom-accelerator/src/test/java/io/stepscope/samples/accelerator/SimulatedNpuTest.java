package io.stepscope.samples.accelerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.stepscope.Run;
import io.stepscope.probe.DeviceTimer.Mark;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SimulatedNpuTest {
  @TempDir private Path dir;

  @Test
  void isMeasuredUntilItIsUnpluggedWhichDisturbsNobody() throws Exception {
    try (SimulatedNpu first = new SimulatedNpu(0);
        SimulatedNpu second = new SimulatedNpu(1);
        Run run =
            Run.builder()
                .dir(dir)
                .set("trackers", "")
                .set("console", "off")
                .set("probes.interval", "100ms")
                .start()) {
      first.allocate(2L << 30);
      run.accelerators(new NpuProvider(List.of(first, second)));
      Map<String, Double> latest = Measured.until(run, "npu/0/power", "npu/1/power");
      assertThat(latest)
          .contains(
              entry("npu/0/memory/used", 2.0 * (1L << 30)),
              entry("npu/0/memory/utilization", 0.25));
      assertThat(latest.get("npu/0/power")).isBetween(4.0, 40.0);

      first.unplug();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!run.recorder().failures().containsKey("looking at npu/0")) {
        assertThat(System.nanoTime()).isLessThan(end);
        TimeUnit.MILLISECONDS.sleep(10);
      }
      assertThat(run.recorder().failures()).containsOnlyKeys("looking at npu/0");
    }
  }

  @Test
  void timesWorkWithoutWaitingForIt() throws Exception {
    try (SimulatedNpu npu = new SimulatedNpu(0)) {
      CountDownLatch released = new CountDownLatch(1);
      Mark from = npu.mark(0);
      var work =
          npu.submit(
              () -> {
                released.await();
                return 1;
              });
      Mark to = npu.mark(0);
      assertThat(npu.nanosBetween(from, to)).isEmpty();

      released.countDown();
      work.get();
      while (npu.nanosBetween(from, to).isEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(npu.nanosBetween(from, to).getAsLong()).isPositive();
    }
  }
}
