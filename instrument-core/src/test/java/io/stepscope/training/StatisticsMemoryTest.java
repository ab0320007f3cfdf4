package io.stepscope.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory that looking takes does not depend on the number of looks, nor on the size of tensors. */
class StatisticsMemoryTest {

  private static final int SIZE = 300_000;
  private static final int LOOKS = 40;

  /** Three histograms, some hundred bins each, on their way into the journal. */
  private static final long MOST_BYTES = 64 << 10;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path dir;

  @Test
  void allocatesOnlyResultsAndAlwaysTheSameChunks() throws Exception {
    try (Recording recording = new Recording(dir)) {
      ChunkPool pool = new ChunkPool(64 << 20);
      StatisticsThread thread =
          new StatisticsThread(recording.recorder, System::nanoTime, pool::trim, 60_000);
      TensorRecorder tensors =
          new TensorRecorder(recording.recorder, System::nanoTime, pool, thread);
      Tensor gradient = Tensor.floats(SIZE, 1);
      Tensor weights = Tensor.floats(SIZE, 2);
      look(tensors, 0, gradient, weights);
      long worker = worker();
      for (int step = 1; step < 10; step++) {
        look(tensors, step, gradient, weights);
      }
      long before = threads.getThreadAllocatedBytes(worker);
      int chunks = pool.made();
      long own = 0;
      for (int step = 10; step < 10 + LOOKS; step++) {
        own += look(tensors, step, gradient, weights);
      }
      long perLook = (own + threads.getThreadAllocatedBytes(worker) - before) / LOOKS;
      assertThat(perLook).as("bytes a look, of %,d", 3 * 4 * SIZE).isLessThan(MOST_BYTES);
      assertThat(pool.made()).isEqualTo(chunks).isEqualTo(3 * 4 * SIZE / ChunkPool.CHUNK_BYTES + 2);
      assertThat(pool.used()).isZero();
      tensors.end(10 + LOOKS);
      assertThat(pool.made()).isZero();
    }
  }

  /** One look, and all that is to be done about it; the bytes that the training allocated. */
  private long look(TensorRecorder tensors, long step, Tensor gradient, Tensor weights) {
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    tensors.gradient("w", step, 0, List.of(gradient.view()));
    tensors.before("w", step, 0, weights.view());
    tensors.after("w", gradient.view());
    tensors.ended(step);
    long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    while (tensors.isBusy()) {
      Thread.onSpinWait();
    }
    tensors.tellPrices(nanos -> {});
    return after - before;
  }

  private static long worker() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(StatisticsThread.NAME) && thread.isAlive())
        .mapToLong(Thread::getId)
        .max()
        .orElseThrow();
  }
}
