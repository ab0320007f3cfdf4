package io.stepscope.probe.host;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the control groups around this process let it have, and what is used of it; of version 1,
 * version 2, or both side by side. Where several groups around each other have limits, the tightest
 * counts. Thread-safe.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/index.html">Control Groups version
 *     1</a>
 */
final class Cgroup {
  /** Version 1 says "no limit" by about the largest number of pages there is. */
  private static final long NO_LIMIT = Long.MAX_VALUE / 2;

  private final List<Path> memory;
  private final boolean memoryV2;
  private final List<Path> cpu;
  private final boolean cpuV2;
  private final List<Path> cpuAccounting;
  private final List<Path> cpuSet;

  private Cgroup(CgroupFolders folders) {
    List<Path> unified = folders.of("");
    List<Path> memoryV1 = folders.of("memory");
    List<Path> cpuV1 = folders.of("cpu");
    memoryV2 = memoryV1.isEmpty();
    memory = memoryV2 ? unified : memoryV1;
    cpuV2 = cpuV1.isEmpty();
    cpu = cpuV2 ? unified : cpuV1;
    cpuAccounting = folders.of("cpuacct");
    cpuSet = cpuV2 ? unified : folders.of("cpuset");
  }

  /** The groups of this process; without limits where there are no control groups. */
  static Cgroup ofThisProcess() {
    return of(Path.of("/"));
  }

  /**
   * The groups of this process as seen below another root.
   *
   * @param root holds {@code proc} and what is mounted
   */
  static Cgroup of(Path root) {
    return new Cgroup(CgroupFolders.read(root));
  }

  /** How many cores there are for this process, maybe a fraction; -1 when all of the host. */
  double cpuCores() {
    double cores = -1;
    for (Path folder : cpu) {
      cores = lower(cores, cpuV2 ? quotaV2(folder) : quotaV1(folder));
    }
    for (Path folder : cpuSet.subList(0, Math.min(1, cpuSet.size()))) {
      cores = lower(cores, cpus(folder));
    }
    return cores;
  }

  private static double lower(double one, double other) {
    return other > 0 && (one < 0 || other < one) ? other : one;
  }

  private static double quotaV2(Path folder) {
    String[] words = SmallFile.text(folder.resolve("cpu.max")).split(" ");
    return words.length == 2 ? quota(number(words[0]), number(words[1])) : -1;
  }

  private static double quotaV1(Path folder) {
    return quota(
        number(SmallFile.text(folder.resolve("cpu.cfs_quota_us"))),
        number(SmallFile.text(folder.resolve("cpu.cfs_period_us"))));
  }

  private static double quota(long quota, long period) {
    return quota > 0 && period > 0 ? (double) quota / period : -1;
  }

  /** The size of a set such as {@code 0-3,8}; -1 when it is not told. */
  private static double cpus(Path folder) {
    String text = "";
    for (String file : List.of("cpuset.cpus.effective", "cpuset.effective_cpus", "cpuset.cpus")) {
      text = text.isEmpty() ? SmallFile.text(folder.resolve(file)) : text;
    }
    int count = 0;
    for (String range : text.split(",")) {
      String[] ends = range.split("-");
      long first = number(ends[0]);
      long last = ends.length == 2 ? number(ends[1]) : first;
      count += first < 0 || last < first ? 0 : (int) (last - first) + 1;
    }
    return count == 0 ? -1 : count;
  }

  /** Processor time that this process's group has used, nanoseconds; -1 when unknown. */
  long cpuNanos() {
    if (!cpuAccounting.isEmpty()) {
      return number(SmallFile.text(cpuAccounting.get(0).resolve("cpuacct.usage")));
    }
    long micros = cpu.isEmpty() ? -1 : field(cpu.get(0).resolve("cpu.stat"), "usage_usec");
    return micros < 0 ? -1 : micros * 1000;
  }

  /** Bytes of memory that there are for this process; -1 when all of the host. */
  long memoryLimit() {
    Path tightest = tightestMemory();
    return tightest == null ? -1 : limit(tightest);
  }

  /** Bytes used of {@link #memoryLimit}, without caches that are given up at once; -1 unknown. */
  long memoryUsed() {
    Path tightest = tightestMemory();
    if (tightest == null) {
      return -1;
    }
    long used =
        number(
            SmallFile.text(
                tightest.resolve(memoryV2 ? "memory.current" : "memory.usage_in_bytes")));
    long cache =
        field(tightest.resolve("memory.stat"), memoryV2 ? "inactive_file" : "total_inactive_file");
    return used < 0 ? -1 : used - Math.min(used, Math.max(0, cache));
  }

  private @Nullable Path tightestMemory() {
    Path tightest = null;
    long least = Long.MAX_VALUE;
    for (Path folder : memory) {
      long limit = limit(folder);
      if (limit > 0 && limit < least) {
        least = limit;
        tightest = folder;
      }
    }
    return tightest;
  }

  private long limit(Path folder) {
    long limit =
        number(SmallFile.text(folder.resolve(memoryV2 ? "memory.max" : "memory.limit_in_bytes")));
    return limit <= 0 || limit > NO_LIMIT ? -1 : limit;
  }

  private static long field(Path file, String name) {
    for (String line : SmallFile.text(file).split("\n")) {
      if (line.startsWith(name + ' ')) {
        return number(line.substring(name.length() + 1).strip());
      }
    }
    return -1;
  }

  private static long number(String text) {
    return text.matches("[0-9]{1,19}")
            && (text.length() < 19 || text.compareTo("9223372036854775807") <= 0)
        ? Long.parseLong(text)
        : -1;
  }
}
