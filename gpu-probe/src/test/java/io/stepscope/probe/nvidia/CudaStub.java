package io.stepscope.probe.nvidia;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one libcuda that JCuda is bound to in this process: the first that was loaded, whatever lies
 * where later.
 */
final class CudaStub {
  private static @Nullable StubLibrary loaded;

  private CudaStub() {}

  /** The stub, which answers as these lines say from now on. */
  static synchronized StubLibrary script(String... lines) throws IOException {
    if (loaded == null) {
      Path folder = Files.createTempDirectory("cuda-stub");
      loaded = StubLibrary.cuda(folder);
      List.of("libcuda.so.1", "libcuda.so.1.script", "libcuda.so.1.calls", "")
          .forEach(file -> folder.resolve(file).toFile().deleteOnExit());
    }
    loaded.forgetCalls();
    return loaded.script(lines);
  }
}
