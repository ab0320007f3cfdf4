package io.stepscope.benchmarks.journal;

import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * An object for each scalar, drained by a thread; what is in the queue is lost with the process.
 */
final class QueueContender implements Contender {
  private static final Scalar END = scalarAt(-1, 0);

  private final ArrayBlockingQueue<Scalar> queue = new ArrayBlockingQueue<>(1 << 16);
  private final Thread consumer = new Thread(this::drain);

  QueueContender() {
    consumer.setDaemon(true);
    consumer.start();
  }

  @Override
  public void scalar(long step, double value) {
    put(scalarAt(step, value));
  }

  private static Scalar scalarAt(long step, double value) {
    return new Scalar(new Stamp("run", 0, step, step, 0, step), "train/loss", value, false);
  }

  private void put(Scalar scalar) {
    try {
      queue.put(scalar);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void drain() {
    List<Scalar> batch = new ArrayList<>();
    try {
      while (true) {
        batch.add(queue.take());
        queue.drainTo(batch, 1_000);
        if (batch.contains(END)) {
          return;
        }
        batch.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws InterruptedException {
    put(END);
    consumer.join();
  }
}
