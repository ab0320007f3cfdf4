package io.stepscope.training;

import io.stepscope.histogram.Histogram;
import io.stepscope.probe.NotReadyException;
import io.stepscope.probe.Pending;
import io.stepscope.probe.TensorStatistics;
import io.stepscope.recorder.Recorder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Has a device count weights that no step changes any more, and waits for that: the training is
 * over. All of them get a fifth of a second together.
 */
final class LastCounts {

  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long REST_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  private final Recorder recorder;
  private long left = MOST_NANOS;

  LastCounts(Recorder recorder) {
    this.recorder = recorder;
  }

  /** The distribution of a tensor; null when its device does not tell it in time. */
  @Nullable Histogram of(DeviceTensor tensor) {
    TensorStatistics statistics = tensor.device().tensorStatistics().orElse(null);
    if (statistics == null || DeviceTensors.element(tensor) == null || left <= 0) {
      return null;
    }
    long from = System.nanoTime();
    try (Pending<List<Histogram>> pending =
        statistics.count(tensor.stream(), List.of(DeviceTensors.counted(tensor)))) {
      Optional<List<Histogram>> counted = pending.poll();
      for (boolean late = false; counted.isEmpty() && !late; counted = pending.poll()) {
        LockSupport.parkNanos(REST_NANOS);
        late = System.nanoTime() - from >= left;
      }
      return counted.map(all -> all.get(0)).orElse(null);
    } catch (NotReadyException e) {
      return null;
    } catch (RuntimeException | LinkageError e) {
      recorder.unsaidFailure("counting the last weights on a device", e);
      return null;
    } finally {
      left -= System.nanoTime() - from;
    }
  }
}
