package io.stepscope.tracker.wandb;

import io.stepscope.event.Scalar;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where W&amp;B shows a measurement of host or accelerator among its system panels, and in which
 * unit. Recorded are bytes, watts, hertz, seconds, degrees Celsius and fractions from 0 to 1.
 *
 * <p>W&amp;B means 2<sup>20</sup> bytes by MB and 2<sup>30</sup> by GB. What it has no panel for is
 * shown under its own name, in the unit recorded.
 *
 * @param key without the {@code system.} that is put before it
 * @param factor by which a recorded value is multiplied
 * @see <a href="https://github.com/wandb/wandb/tree/main/xpu">What W&amp;B's client measures</a>
 */
record SystemPanel(String key, double factor) {
  private static final double PERCENT = 100;
  private static final double MIB = 0x1p-20;
  private static final double GIB = 0x1p-30;
  private static final double MEGAHERTZ = 1e-6;
  private static final double AS_IT_IS = 1;

  private static final String HOST = "system/";
  private static final Pattern CORE = Pattern.compile("system/cpu/(\\d+)/utilization");
  private static final Pattern DISK = Pattern.compile("system/disk/(.+)/(used|utilization)");
  private static final Pattern GPU = Pattern.compile("gpu/(\\d+)/(.+)");

  private static final Map<String, SystemPanel> OF_HOST = new LinkedHashMap<>();
  private static final Map<String, SystemPanel> OF_GPU = new LinkedHashMap<>();

  static {
    host("cpu/utilization", "cpu", PERCENT);
    host("memory/utilization", "memory_percent", PERCENT);
    host("memory/available", "proc.memory.availableMB", MIB);
    host("process/memory/resident", "proc.memory.rssMB", MIB);
    host("process/memory/utilization", "proc.memory.percent", PERCENT);
    host("process/threads", "proc.cpu.threads", AS_IT_IS);
    host("disk/used", "disk./.usageGB", GIB);
    host("disk/utilization", "disk./.usagePercent", PERCENT);
    host("disk/read", "disk.in", MIB);
    host("disk/written", "disk.out", MIB);
    host("network/sent", "network.sent", AS_IT_IS);
    host("network/received", "network.recv", AS_IT_IS);
    gpu("utilization", "gpu", PERCENT);
    gpu("memory/controller", "memory", PERCENT);
    gpu("memory/utilization", "memoryAllocated", PERCENT);
    gpu("memory/used", "memoryAllocatedBytes", AS_IT_IS);
    gpu("temperature", "temp", AS_IT_IS);
    gpu("power", "powerWatts", AS_IT_IS);
    gpu("power/limit", "enforcedPowerLimitWatts", AS_IT_IS);
    gpu("power/utilization", "powerPercent", PERCENT);
    gpu("clock/sm", "smClock", MEGAHERTZ);
    gpu("clock/memory", "memoryClock", MEGAHERTZ);
    gpu("clock/graphics", "graphicsClock", MEGAHERTZ);
    gpu("fan", "fanSpeed", PERCENT);
    gpu("encoder/utilization", "encoderUtilization", PERCENT);
    gpu("ecc/corrected", "correctedMemoryErrors", AS_IT_IS);
    gpu("ecc/uncorrected", "uncorrectedMemoryErrors", AS_IT_IS);
    gpu("pcie/generation", "pcieLinkGen", AS_IT_IS);
    gpu("pcie/width", "pcieLinkWidth", AS_IT_IS);
  }

  /** The panel of a series; null if it is none of host or accelerator. */
  static @Nullable SystemPanel of(String series) {
    SystemPanel known = OF_HOST.get(series);
    if (known != null) {
      return known;
    }
    Matcher core = CORE.matcher(series);
    if (core.matches()) {
      return new SystemPanel("cpu." + core.group(1) + ".cpu_percent", PERCENT);
    }
    Matcher disk = DISK.matcher(series);
    if (disk.matches()) {
      return disk.group(2).equals("used")
          ? new SystemPanel("disk." + disk.group(1) + ".usageGB", GIB)
          : new SystemPanel("disk." + disk.group(1) + ".usagePercent", PERCENT);
    }
    Matcher gpu = GPU.matcher(series);
    if (gpu.matches()) {
      String name = gpu.group(2);
      SystemPanel panel = OF_GPU.getOrDefault(name, ofOther(name));
      return new SystemPanel("gpu." + gpu.group(1) + '.' + panel.key, panel.factor);
    }
    return series.startsWith(HOST) ? ofOther(series.substring(HOST.length())) : null;
  }

  /** Series of the host, and those of accelerators without {@code gpu/<i>/}. */
  static Set<String> known() {
    Set<String> known = new HashSet<>(OF_HOST.keySet());
    known.addAll(OF_GPU.keySet());
    return known;
  }

  /** The key under which measurements of a training process are shown. */
  String key(int rank) {
    return rank == 0 ? key : key + "/l:rank" + rank;
  }

  /** A recorded value in the unit of the panel, as JSON. */
  String shown(Scalar scalar) {
    return factor == AS_IT_IS ? RowValues.number(scalar) : Json.number(scalar.value() * factor);
  }

  private static SystemPanel ofOther(String name) {
    return new SystemPanel(name.replace('/', '.'), AS_IT_IS);
  }

  private static void host(String name, String key, double factor) {
    OF_HOST.put(HOST + name, new SystemPanel(key, factor));
  }

  private static void gpu(String name, String key, double factor) {
    OF_GPU.put(name, new SystemPanel(key, factor));
  }
}
