package io.stepscope.memory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the process itself says of its memory, in bytes, with nothing but this JVM and, on Linux,
 * the lines of {@code /proc/self/status} (proc(5)).
 */
final class ProcessMemory {

  private static final Path STATUS = Path.of("/proc/self/status");

  private static final Map<String, String> LINES =
      Map.of(
          "VmRSS:", "process/resident",
          "VmHWM:", "process/resident_peak",
          "VmSize:", "process/virtual",
          "VmSwap:", "process/swapped");

  private ProcessMemory() {}

  static Map<String, Long> now() {
    Runtime jvm = Runtime.getRuntime();
    Map<String, Long> bytes = new LinkedHashMap<>();
    bytes.put("heap/used", jvm.totalMemory() - jvm.freeMemory());
    bytes.put("heap/committed", jvm.totalMemory());
    bytes.put("heap/limit", jvm.maxMemory());
    try {
      if (Files.isReadable(STATUS)) {
        addStatus(Files.readString(STATUS, StandardCharsets.ISO_8859_1), bytes);
      }
    } catch (IOException | RuntimeException e) {
      // What the JVM says is there.
      assert !bytes.isEmpty();
    }
    return bytes;
  }

  static void addStatus(String status, Map<String, Long> bytes) {
    status
        .lines()
        .forEach(
            line -> {
              String[] words = line.split("\\s+");
              String name = words.length == 3 ? LINES.get(words[0]) : null;
              if (name != null && words[2].equals("kB")) {
                bytes.put(name, Long.parseLong(words[1]) * 1024);
              }
            });
  }
}
