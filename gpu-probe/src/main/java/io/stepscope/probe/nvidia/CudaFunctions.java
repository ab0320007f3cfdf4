package io.stepscope.probe.nvidia;

import java.util.List;

/** The functions of libcuda that are called, by what they are called for. */
final class CudaFunctions {
  /** Without these nothing is possible. */
  static final List<String> DEVICES =
      List.of("cuInit", "cuDeviceGetCount", "cuDeviceGet", "cuDeviceGetUuid");

  private static final List<String> CONTEXT =
      List.of(
          "cuDevicePrimaryCtxGetState",
          "cuDevicePrimaryCtxRetain",
          "cuDevicePrimaryCtxRelease_v2",
          "cuCtxSetCurrent");

  private static final List<String> MARKS =
      List.of(
          "cuCtxGetCurrent",
          "cuStreamIsCapturing",
          "cuEventCreate",
          "cuEventRecord",
          "cuEventQuery",
          "cuEventDestroy_v2");

  static final List<String> MEMORY = all(List.of(CONTEXT, List.of("cuMemGetInfo_v2")));

  static final List<String> EVENTS = all(List.of(CONTEXT, MARKS, List.of("cuEventElapsedTime")));

  /** For what copies from a device, and for what counts there, too. */
  static final List<String> COPIES =
      all(
          List.of(
              CONTEXT,
              MARKS,
              List.of(
                  "cuMemHostAlloc",
                  "cuMemFreeHost",
                  "cuPointerGetAttribute",
                  "cuMemGetAddressRange_v2",
                  "cuMemcpyDtoHAsync_v2")));

  /** Without it only pieces that lie side by side are copied. */
  static final String PIECES = "cuMemcpy2DAsync_v2";

  /** For what counts on a device, beside those for copies. */
  static final List<String> KERNEL =
      List.of(
          "cuMemGetInfo_v2",
          "cuMemAlloc_v2",
          "cuMemFree_v2",
          "cuMemcpyHtoDAsync_v2",
          "cuMemsetD8Async",
          "cuStreamCreate",
          "cuStreamDestroy_v2",
          "cuModuleLoadDataEx",
          "cuModuleUnload",
          "cuModuleGetFunction",
          "cuLaunchKernel");

  private CudaFunctions() {}

  private static List<String> all(List<List<String>> parts) {
    return parts.stream().flatMap(List::stream).toList();
  }
}
