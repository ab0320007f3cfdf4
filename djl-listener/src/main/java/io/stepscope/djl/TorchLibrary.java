package io.stepscope.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.util.NativeResource;
import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.stepscope.training.DenseShape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Asks the libtorch that DJL has loaded where its tensors lie, through the C functions that
 * libtorch keeps stable for code compiled ahead of time. A handle of DJL's is the address of an
 * {@code at::Tensor}, which is what these functions take. None of them works on a tensor or waits
 * for a device.
 *
 * <p>The library is found among those of the process: to load another one of the same name would be
 * to have libtorch twice. So this is for Linux; elsewhere, and where a function is missing or
 * fails, nothing is known. Thread-safe.
 *
 * @see <a
 *     href="https://github.com/pytorch/pytorch/blob/v2.7.1/torch/csrc/inductor/aoti_torch/c/shim.h">
 *     The functions</a>
 */
final class TorchLibrary {

  private static final String TENSOR = "ai.djl.pytorch.engine.PtNDArray";
  private static final Path MAPPINGS = Path.of("/proc/self/maps");

  /**
   * Gets hold of a library that is there, and of no other; its symbols stay its own, so that what
   * the program loads later binds to nothing of it. JNA's own flags would make them, and those of
   * all that it depends on, known to everybody.
   *
   * @see <a href="https://man7.org/linux/man-pages/man3/dlopen.3.html">The flags</a>
   */
  private static final Map<String, Integer> AS_IT_IS =
      Map.of(Library.OPTION_OPEN_FLAGS, 0x1 /* RTLD_LAZY */ | 0x4 /* RTLD_NOLOAD, of Linux */);

  private final Function dataPointer;
  private final Function elements;
  private final Function dimensions;
  private final Function sizes;
  private final Function strides;
  private final @Nullable Function currentStream;
  private final Memory answer = new Memory(Long.BYTES);

  private TorchLibrary(NativeLibrary library, @Nullable Function currentStream) {
    dataPointer = library.getFunction("aoti_torch_get_data_ptr");
    elements = library.getFunction("aoti_torch_get_numel");
    dimensions = library.getFunction("aoti_torch_get_dim");
    sizes = library.getFunction("aoti_torch_get_sizes");
    strides = library.getFunction("aoti_torch_get_strides");
    this.currentStream = currentStream;
  }

  /** The one of this process; null when there is none that can be asked. */
  static @Nullable TorchLibrary loaded() {
    try {
      List<String> mappings = Files.readAllLines(MAPPINGS, StandardCharsets.ISO_8859_1);
      String library = path(mappings, "libtorch_cpu.so");
      return library == null
          ? null
          : new TorchLibrary(NativeLibrary.getInstance(library, AS_IT_IS), currentStream(mappings));
    } catch (IOException | RuntimeException | LinkageError e) {
      return null;
    }
  }

  /** A libtorch for the processor alone has no streams. */
  private static @Nullable Function currentStream(List<String> mappings) {
    String library = path(mappings, "libtorch_cuda.so");
    try {
      return library == null
          ? null
          : NativeLibrary.getInstance(library, AS_IT_IS)
              .getFunction("aoti_torch_get_current_cuda_stream");
    } catch (RuntimeException | LinkageError e) {
      return null;
    }
  }

  /** Path of the library with this file name, as the kernel tells it at the end of a line. */
  private static @Nullable String path(List<String> mappings, String name) {
    return mappings.stream()
        .filter(line -> line.endsWith('/' + name))
        .map(line -> line.substring(line.indexOf('/')))
        .findFirst()
        .orElse(null);
  }

  /** Whether an array is one that this library may be asked about. */
  static boolean isTensor(NDArray array) {
    return array.getClass().getName().equals(TENSOR);
  }

  /**
   * Address of the first element of an array whose elements fill one stretch of memory, in whatever
   * order; empty when they do not, or nothing is known.
   */
  synchronized OptionalLong address(NDArray array) {
    if (!isTensor(array)
        || !(array instanceof NativeResource<?> resource)
        || !(resource.getHandle() instanceof Long handle)) {
      return OptionalLong.empty();
    }
    if (!ask(elements, handle) || answer.getLong(0) != array.size() || !isDense(handle)) {
      return OptionalLong.empty();
    }
    return ask(dataPointer, handle) && answer.getLong(0) != 0
        ? OptionalLong.of(answer.getLong(0))
        : OptionalLong.empty();
  }

  /**
   * The stream that the calling thread gives a GPU its work on, a {@code cudaStream_t}; empty when
   * that is not known. 0 is the default stream of CUDA.
   */
  synchronized OptionalLong currentStream(int gpu) {
    Function ask = currentStream;
    return ask != null && ask.invokeInt(new Object[] {gpu, answer}) == 0
        ? OptionalLong.of(answer.getLong(0))
        : OptionalLong.empty();
  }

  private boolean isDense(long handle) {
    if (!ask(dimensions, handle)) {
      return false;
    }
    int rank = Math.toIntExact(answer.getLong(0));
    long[] shape = numbers(sizes, handle, rank);
    long[] stride = numbers(strides, handle, rank);
    return shape != null && stride != null && DenseShape.isDense(shape, stride);
  }

  /** Numbers that lie in the tensor itself. */
  private long @Nullable [] numbers(Function function, long handle, int count) {
    if (count == 0) {
      return new long[0];
    }
    if (!ask(function, handle)) {
      return null;
    }
    Pointer numbers = answer.getPointer(0);
    return numbers == null ? null : numbers.getLongArray(0, count);
  }

  /** Whether the function has put something into {@link #answer}. */
  private boolean ask(Function function, long handle) {
    answer.setLong(0, 0);
    return function.invokeInt(new Object[] {handle, answer}) == 0;
  }
}
