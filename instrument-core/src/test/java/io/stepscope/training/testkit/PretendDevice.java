package io.stepscope.training.testkit;

import io.stepscope.histogram.ElementType;
import io.stepscope.histogram.HalfFloats;
import io.stepscope.histogram.Histogram;
import io.stepscope.histogram.HistogramBuilder;
import io.stepscope.probe.Accelerator;
import io.stepscope.probe.AcceleratorProvider;
import io.stepscope.probe.Availability;
import io.stepscope.probe.DeviceInfo;
import io.stepscope.probe.DeviceKind;
import io.stepscope.probe.DeviceMemory;
import io.stepscope.probe.NotReadyException;
import io.stepscope.probe.Pending;
import io.stepscope.probe.Readings;
import io.stepscope.probe.TensorStatistics;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A device whose memory is that of the host, for what a framework takes for the processor. It reads
 * memory when it is told to, as the order of a stream would have it, and gives results late.
 *
 * <p>Strict: what is asked for twice or after its end fails, and what is not given back is known.
 */
public final class PretendDevice implements AcceleratorProvider, Accelerator {

  /** How it answers. */
  public enum Manner {
    /** As it should, a little late. */
    ANSWERS,
    /** It is not able to. */
    LACKS,
    /** It is not ready until it is said so. */
    PREPARES,
    /** It refuses at once. */
    REFUSES,
    /** It begins and never ends. */
    IS_SILENT,
    /** It begins and fails. */
    FAILS
  }

  /** The memory of the host. */
  public interface Memory {

    /** The bytes that lie there now; only read. */
    ByteBuffer at(long address, long bytes);
  }

  /** Whether even to ask what it is able to fails. */
  public volatile boolean gone;

  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final Memory memory;
  private final Manner counting;
  private final Manner copying;
  private final AtomicInteger open = new AtomicInteger();
  private final List<Integer> counts = new CopyOnWriteArrayList<>();
  private final AtomicInteger copies = new AtomicInteger();
  private volatile boolean ready;

  /** A device that counts and copies as said. */
  public PretendDevice(Memory memory, Manner counting, Manner copying) {
    this.memory = memory;
    this.counting = counting;
    this.copying = copying;
  }

  /** From now on it answers where it prepared itself so far. */
  public void ready() {
    ready = true;
  }

  /** How many tensors each call had counted. */
  public List<Integer> counts() {
    return List.copyOf(counts);
  }

  /** How many copies were begun. */
  public int copies() {
    return copies.get();
  }

  /** How many results are not given back. */
  public int open() {
    return open.get();
  }

  @Override
  public String id() {
    return "pretend";
  }

  @Override
  public Availability availability() {
    return Availability.yes();
  }

  @Override
  public List<Accelerator> devices() {
    return List.of(this);
  }

  @Override
  public DeviceInfo info() {
    return new DeviceInfo("pretend", DeviceKind.ACCELERATOR, "pretend", -1, Map.of());
  }

  @Override
  public void look(Readings out) {
    out.put("number", 1);
  }

  @Override
  public Set<String> aliases() {
    return Set.of("cpu/0");
  }

  @Override
  public Optional<TensorStatistics> tensorStatistics() {
    if (gone) {
      throw new IllegalStateException("the device is gone");
    }
    return counting == Manner.LACKS ? Optional.empty() : Optional.of(this::count);
  }

  @Override
  public Optional<DeviceMemory> memory() {
    return copying == Manner.LACKS ? Optional.empty() : Optional.of(this::copy);
  }

  private Pending<List<Histogram>> count(long stream, List<TensorStatistics.Tensor> tensors) {
    counts.add(tensors.size());
    refuse(counting, stream);
    return new Late<>(counting, tensors.stream().map(this::count).toList(), () -> {});
  }

  private Pending<ByteBuffer> copy(long stream, long address, int width, long pitch, int pieces) {
    copies.incrementAndGet();
    refuse(copying, stream);
    if (pitch < width || pieces < 1) {
      throw new AssertionError(width + " of " + pitch + " bytes, " + pieces + " times");
    }
    ByteBuffer copy = ByteBuffer.allocateDirect(width * pieces);
    for (int i = 0; i < pieces; i++) {
      copy.put(memory.at(address + i * pitch, width));
    }
    ByteBuffer result = copy.flip().asReadOnlyBuffer();
    return new Late<>(copying, result, () -> spoil(copy));
  }

  private static void spoil(ByteBuffer bytes) {
    for (int i = 0; i < bytes.limit(); i++) {
      bytes.put(i, (byte) 0x55);
    }
  }

  private void refuse(Manner manner, long stream) {
    if (stream != 0) {
      throw new AssertionError("stream " + stream + " of the processor");
    }
    if (manner == Manner.REFUSES) {
      throw new IllegalStateException("the memory is not the device's");
    }
    if (manner == Manner.PREPARES && !ready) {
      throw new NotReadyException("it is not ready");
    }
  }

  private Histogram count(TensorStatistics.Tensor tensor) {
    ElementType type = ElementType.valueOf(tensor.element().name());
    ByteBuffer bytes =
        memory.at(tensor.address(), tensor.count() * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[Math.toIntExact(tensor.count())];
    for (int i = 0; i < values.length; i++) {
      float value =
          switch (tensor.element()) {
            case FLOAT32 -> bytes.getFloat(i * 4);
            case FLOAT16 -> HalfFloats.fromFloat16(bytes.getShort(i * 2));
            case BFLOAT16 -> HalfFloats.fromBfloat16(bytes.getShort(i * 2));
          };
      values[i] = value / tensor.divisor();
    }
    return new HistogramBuilder().add(values, 0, values.length).build();
  }

  /** A result that takes its time. */
  private final class Late<T> implements Pending<T> {
    private final Manner manner;
    private final T result;
    private final Runnable spoiling;
    private final long begun = System.nanoTime();
    private boolean closed;

    Late(Manner manner, T result, Runnable spoiling) {
      this.manner = manner;
      this.result = result;
      this.spoiling = spoiling;
      open.incrementAndGet();
    }

    @Override
    public synchronized Optional<T> poll() {
      if (closed) {
        throw new AssertionError("asked for after its end");
      }
      boolean done = System.nanoTime() - begun > LATE_NANOS;
      if (done && manner == Manner.FAILS) {
        throw new IllegalStateException("the device failed");
      }
      boolean answers = manner == Manner.ANSWERS || manner == Manner.PREPARES;
      return done && answers ? Optional.of(result) : Optional.empty();
    }

    @Override
    public synchronized void close() {
      if (closed) {
        throw new AssertionError("given back twice");
      }
      closed = true;
      spoiling.run();
      open.decrementAndGet();
    }
  }
}
