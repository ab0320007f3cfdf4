package io.stepscope.probe.nvidia;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.stepscope.histogram.Histogram;
import io.stepscope.probe.TensorStatistics.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The kernel of {@code src/main/cuda}, compiled for the processor. */
final class EmulatedKernel {
  private static final int THREADS = 256;

  private final NativeLibrary library;

  private EmulatedKernel(NativeLibrary library) {
    this.library = library;
  }

  /** Skips the test where there is no compiler. */
  static EmulatedKernel load() throws IOException {
    return new EmulatedKernel(NativeLibrary.getInstance(StubCompiler.kernel().toString()));
  }

  /** In which order the threads of a block run, as far as they do not wait for each other. */
  void runBackward(boolean backward) {
    library.getFunction("run_backward").invokeVoid(new Object[] {backward ? 1 : 0});
  }

  /** Counts tensors that lie in this process. */
  List<Histogram> count(List<Tensor> tensors) {
    WorkList list = new WorkList(tensors);
    try (Memory memory = new Memory(Math.max(1, list.bytes()))) {
      memory.clear();
      ByteBuffer bytes = memory.getByteBuffer(0, memory.size()).order(ByteOrder.LITTLE_ENDIAN);
      list.write(bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN));
      launch(list, memory);
      return CountedBins.read(list, bytes);
    }
  }

  private void launch(WorkList list, Memory memory) {
    try (Memory values = new Memory(24);
        Memory pointers = new Memory(24)) {
      long[] offsets = {0, list.listBytes(), list.binsOffset()};
      for (int i = 0; i < 3; i++) {
        values.setLong(8L * i, Pointer.nativeValue(memory) + offsets[i]);
        pointers.setLong(8L * i, Pointer.nativeValue(values) + 8L * i);
      }
      library.getFunction("launch").invokeVoid(new Object[] {list.pieces, THREADS, pointers});
    }
  }
}
