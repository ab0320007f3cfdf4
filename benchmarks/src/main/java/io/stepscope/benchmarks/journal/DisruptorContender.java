package io.stepscope.benchmarks.journal;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import com.lmax.disruptor.util.DaemonThreadFactory;

/** Hands over to a thread that only adds up; whatever is in the ring is lost with the process. */
final class DisruptorContender implements Contender {
  private final Disruptor<Slot> disruptor =
      new Disruptor<>(
          Slot::new,
          1 << 16,
          DaemonThreadFactory.INSTANCE,
          ProducerType.MULTI,
          new BlockingWaitStrategy());
  private final RingBuffer<Slot> ring;
  private double total;

  DisruptorContender() {
    disruptor.handleEventsWith(
        (slot, sequence, endOfBatch) -> total += slot.value + (slot.timeMicros - slot.step));
    ring = disruptor.start();
  }

  @Override
  public void scalar(long step, double value) {
    long sequence = ring.next();
    try {
      Slot slot = ring.get(sequence);
      slot.step = step;
      slot.timeMicros = step;
      slot.value = value;
    } finally {
      ring.publish(sequence);
    }
  }

  @Override
  public void close() {
    disruptor.shutdown();
    if (total <= 0) {
      throw new AssertionError("nothing arrived");
    }
  }

  private static final class Slot {
    long step;
    long timeMicros;
    double value;
  }
}
