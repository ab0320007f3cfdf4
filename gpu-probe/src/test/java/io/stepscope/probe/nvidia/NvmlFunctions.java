package io.stepscope.probe.nvidia;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What is measured by which function of NVML. */
final class NvmlFunctions {
  /** Series that need a function; those that only describe have none. */
  static final Map<String, Set<String>> SERIES = new LinkedHashMap<>();

  static {
    SERIES.put("nvmlShutdown", Set.of());
    SERIES.put("nvmlSystemGetDriverVersion", Set.of());
    SERIES.put("nvmlSystemGetCudaDriverVersion_v2", Set.of());
    SERIES.put("nvmlDeviceGetCount_v2", Set.of());
    SERIES.put("nvmlDeviceGetHandleByUUID", Set.of());
    SERIES.put("nvmlDeviceGetName", Set.of());
    SERIES.put("nvmlDeviceGetUUID", Set.of());
    SERIES.put("nvmlDeviceGetPciInfo_v3", Set.of());
    SERIES.put("nvmlDeviceGetMemoryInfo_v2", Set.of("memory/reserved"));
    SERIES.put("nvmlDeviceGetMemoryInfo", Set.of());
    SERIES.put("nvmlDeviceGetUtilizationRates", Set.of("utilization", "memory/controller"));
    SERIES.put("nvmlDeviceGetTemperature", Set.of("temperature"));
    SERIES.put("nvmlDeviceGetPowerUsage", Set.of("power", "power/utilization"));
    SERIES.put("nvmlDeviceGetEnforcedPowerLimit", Set.of("power/limit", "power/utilization"));
    SERIES.put("nvmlDeviceGetTotalEnergyConsumption", Set.of("energy"));
    SERIES.put("nvmlDeviceGetClockInfo", Set.of("clock/sm", "clock/memory"));
    SERIES.put("nvmlDeviceGetFanSpeed", Set.of("fan"));
    SERIES.put("nvmlDeviceGetPcieThroughput", Set.of("pcie/sent"));
    SERIES.put("nvmlDeviceGetCurrPcieLinkGeneration", Set.of("pcie/generation"));
    SERIES.put("nvmlDeviceGetCurrPcieLinkWidth", Set.of("pcie/width"));
    SERIES.put("nvmlDeviceGetTotalEccErrors", Set.of("ecc/corrected", "ecc/uncorrected"));
    SERIES.put(
        "nvmlDeviceGetCurrentClocksThrottleReasons",
        Set.of(
            "throttle/power_cap",
            "throttle/hardware",
            "throttle/sync_boost",
            "throttle/thermal",
            "throttle/power_brake"));
    SERIES.put("nvmlDeviceGetComputeRunningProcesses_v3", Set.of("process/memory"));
  }

  private NvmlFunctions() {}

  /** What a first look finds when this function does not work. */
  static Set<String> without(String function) {
    Set<String> all = new TreeSet<>(Set.of("memory/total", "memory/used", "memory/utilization"));
    SERIES.values().forEach(all::addAll);
    all.removeAll(SERIES.getOrDefault(function, Set.of()));
    return all;
  }
}
