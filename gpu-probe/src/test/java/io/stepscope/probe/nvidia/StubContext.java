package io.stepscope.probe.nvidia;

import org.jspecify.annotations.Nullable;

/** The context of the first device of a stub, as the thread of a training has one. */
public final class StubContext {
  private StubContext() {}

  /** What needs it. */
  public interface Training {
    void run() throws Exception;
  }

  /** Does something with the primary context of device 0 of the libcuda that JCuda finds. */
  public static void with(Training training) throws Exception {
    CudaCalls calls = JCudaLibrary.load();
    @Nullable Object[] context = new Object[1];
    calls.retainPrimaryContext(0, context);
    calls.setCurrent(context[0]);
    try {
      training.run();
    } finally {
      calls.setCurrent(null);
      calls.releasePrimaryContext(0);
    }
  }
}
