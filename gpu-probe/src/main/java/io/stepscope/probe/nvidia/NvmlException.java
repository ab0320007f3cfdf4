package io.stepscope.probe.nvidia;

import java.util.Map;

/** NVML answered with a code other than success. */
final class NvmlException extends Exception {
  static final int NOT_SUPPORTED = 3;
  static final int INSUFFICIENT_SIZE = 7;
  static final int FUNCTION_NOT_FOUND = 13;

  private static final Map<Integer, String> MEANINGS =
      Map.of(
          1,
          "not initialized",
          2,
          "invalid argument",
          NOT_SUPPORTED,
          "not supported",
          4,
          "no permission",
          6,
          "not found",
          9,
          "the driver is not loaded",
          FUNCTION_NOT_FOUND,
          "the library lacks it",
          15,
          "the GPU is lost",
          18,
          "library and driver are of different versions",
          25,
          "another version of the structure is wanted");

  private final String message;
  private final int code;

  /**
   * An answer.
   *
   * @see <a href="https://docs.nvidia.com/deploy/nvml-api/group__nvmlDeviceEnumvs.html">The codes
   *     of nvmlReturn_t</a>
   */
  NvmlException(String function, int code) {
    message = function + ": " + MEANINGS.getOrDefault(code, "failed") + " (code " + code + ")";
    this.code = code;
  }

  @Override
  public String getMessage() {
    return message;
  }

  int code() {
    return code;
  }

  /** Whether it will answer the same as long as the process lives. */
  boolean isForGood() {
    return code == NOT_SUPPORTED || code == FUNCTION_NOT_FOUND;
  }
}
