package io.stepscope.probe.nvidia;

import io.stepscope.histogram.ElementType;
import io.stepscope.histogram.Histogram;
import io.stepscope.histogram.HistogramBuilder;
import io.stepscope.probe.Pending;
import io.stepscope.probe.TensorStatistics.Element;
import io.stepscope.probe.TensorStatistics.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Has a device count values that the host knows, on a stream of its own that waits for nobody, and
 * compares. Values of all bins and all kinds are among them.
 */
final class KernelTrial {
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int ALL_HALVES = 1 << 16;
  private static final int FLOATS = 40_003;
  private static final float DIVISOR = 3;

  private final HistogramKernel kernel;
  private final BooleanSupplier over;
  private final List<byte[]> values = new ArrayList<>();
  private final List<Element> elements = new ArrayList<>();
  private final List<Float> divisors = new ArrayList<>();
  private final List<Histogram> expected = new ArrayList<>();

  private KernelTrial(HistogramKernel kernel, BooleanSupplier over) {
    this.kernel = kernel;
    this.over = over;
    addFloats();
    addHalves();
  }

  /**
   * Tries a kernel; takes as long as the device does.
   *
   * @param over whether nobody wants to know any more
   * @throws UnavailableException if it may not be used; the message says why
   */
  static void run(HistogramKernel kernel, BooleanSupplier over) throws UnavailableException {
    new KernelTrial(kernel, over).run();
  }

  private void addFloats() {
    Random random = new Random(17);
    float[] floats = new float[FLOATS];
    for (int i = 0; i < floats.length; i++) {
      floats[i] =
          switch (i % 4) {
            case 0 -> Float.intBitsToFloat(random.nextInt());
            case 1 -> i % 3 == 0 ? -0f : 0f;
            case 2 -> (float) (0x1p-126 * random.nextGaussian()); // Subnormal, half of them.
            default -> 0.01f;
          };
    }
    byte[] bytes = new byte[floats.length * Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(floats);
    add(bytes, Element.FLOAT32, 1, new HistogramBuilder().add(floats, 0, floats.length).build());
    for (int i = 0; i < floats.length; i++) {
      floats[i] /= DIVISOR;
    }
    add(bytes, Element.FLOAT32, DIVISOR, new HistogramBuilder().add(floats, 0, FLOATS).build());
  }

  private void addHalves() {
    byte[] bytes = new byte[ALL_HALVES * Short.BYTES];
    ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < ALL_HALVES; i++) {
      all.putShort((short) i);
    }
    for (Element element : List.of(Element.FLOAT16, Element.BFLOAT16)) {
      ElementType type = ElementType.valueOf(element.name());
      add(bytes, element, 1, new HistogramBuilder().add(ByteBuffer.wrap(bytes), type).build());
    }
  }

  private void add(byte[] bytes, Element element, float divisor, Histogram histogram) {
    values.add(bytes);
    elements.add(element);
    divisors.add(divisor);
    expected.add(histogram);
  }

  private void run() throws UnavailableException {
    CudaContext context = kernel.buffers.context;
    CudaCalls calls = kernel.buffers.calls;
    long[] stream = new long[1];
    context.run(
        () -> {
          CudaContext.check("cuStreamCreate", calls.createStream(stream));
        });
    try {
      compare(count(stream[0]));
    } catch (IllegalStateException e) {
      throw new UnavailableException(String.valueOf(e.getMessage()));
    } finally {
      context.run(() -> calls.destroyStream(stream[0]));
    }
  }

  private List<Histogram> count(long stream) throws UnavailableException {
    CudaBuffers buffers = kernel.buffers;
    int size = values.stream().mapToInt(bytes -> bytes.length + Float.BYTES).sum();
    CudaBuffers.Region region = buffers.context.ask(() -> buffers.take(size));
    try {
      List<Tensor> tensors = new ArrayList<>();
      ByteBuffer to = region.bytes();
      for (int i = 0; i < values.size(); i++) {
        to.putInt(0); // Sets those behind it one element off.
        Element element = elements.get(i);
        tensors.add(
            new Tensor(
                region.onDevice() + to.position(),
                values.get(i).length / WorkList.size(element),
                element,
                divisors.get(i)));
        to.put(values.get(i));
      }
      buffers.context.run(
          () -> {
            region.use(
                stream,
                () -> {
                  CudaContext.check(
                      "cuMemcpyHtoDAsync",
                      buffers.calls.copyToDevice(region.onDevice(), region.onHost(), size, stream));
                });
          });
      try (Pending<List<Histogram>> pending = kernel.count(stream, tensors)) {
        return wait(pending);
      }
    } finally {
      region.giveUp();
    }
  }

  private List<Histogram> wait(Pending<List<Histogram>> pending) throws UnavailableException {
    long start = System.nanoTime();
    Optional<List<Histogram>> found = pending.poll();
    while (found.isEmpty()) {
      if (over.getAsBoolean() || System.nanoTime() - start > LONGEST_NANOS) {
        throw new UnavailableException("the device did not finish a trial");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      found = pending.poll();
    }
    return found.get();
  }

  private void compare(List<Histogram> found) throws UnavailableException {
    for (int i = 0; i < expected.size(); i++) {
      if (!isSame(found.get(i), expected.get(i))) {
        throw new UnavailableException(
            "the device counts " + elements.get(i) + " differently than the host");
      }
    }
  }

  private static boolean isSame(Histogram found, Histogram wanted) {
    double squares = wanted.sumOfSquares();
    // Terms of a sum may cancel: then it is as exact as its largest parts.
    double scale = Math.sqrt(squares * wanted.count());
    return Arrays.equals(found.bins(), wanted.bins())
        && Arrays.equals(found.counts(), wanted.counts())
        && found.zeros() == wanted.zeros()
        && found.nan() == wanted.nan()
        && found.infinite() == wanted.infinite()
        && found.min() == wanted.min()
        && found.max() == wanted.max()
        && Math.abs(found.sum() - wanted.sum()) <= 1e-10 * scale
        && Math.abs(found.sumOfSquares() - squares) <= 1e-10 * squares;
  }
}
