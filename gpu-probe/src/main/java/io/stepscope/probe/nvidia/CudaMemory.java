package io.stepscope.probe.nvidia;

import io.stepscope.probe.Readings;

/**
 * The memory of a device as CUDA tells it, once the training has a context there. Called on threads
 * of Stepscope's, which have no context of their own.
 */
final class CudaMemory {
  private final Cuda cuda;
  private final CudaCalls calls;
  private final int device;
  private final long[] free = new long[1];
  private final long[] total = new long[1];

  CudaMemory(Cuda cuda, CudaCalls calls, int device) {
    this.cuda = cuda;
    this.calls = calls;
    this.device = device;
  }

  /**
   * Measures it if there is a context.
   *
   * @return what went wrong, or empty
   */
  String look(Readings out) {
    int code = cuda.inPrimaryContext(device, () -> calls.memory(free, total)).orElse(-1);
    if (code == 0) {
      long used = total[0] - free[0];
      out.put("memory/total", total[0]);
      out.put("memory/used", used);
      out.put("memory/utilization", (double) used / total[0]);
    }
    return code <= 0 ? "" : "cuMemGetInfo: code " + code;
  }
}
