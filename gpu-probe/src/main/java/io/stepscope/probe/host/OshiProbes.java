package io.stepscope.probe.host;

import io.stepscope.probe.Probe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import oshi.SystemInfo;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.software.os.OSProcess;
import oshi.software.os.OperatingSystem;
import oshi.spi.SystemInfoProvider;

/**
 * The probes that read through OSHI. What is listed is listed once: to list disks or interfaces
 * again costs as much as all else together.
 */
final class OshiProbes {
  private static final Path POWER = Path.of("/sys/class/powercap");

  private OshiProbes() {}

  /** On Linux the files of the kernel tell everything, and nothing native is loaded. */
  private static SystemInfoProvider system() {
    boolean linux = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
    return linux ? new oshi.nativefree.SystemInfo() : new SystemInfo();
  }

  /**
   * Opens them.
   *
   * @throws LinkageError if OSHI's native parts cannot be loaded here
   */
  static List<Probe> open() {
    SystemInfoProvider system = system();
    HardwareAbstractionLayer hardware = system.getHardware();
    OperatingSystem os = system.getOperatingSystem();
    Cgroup group = Cgroup.ofThisProcess();
    HostMemory memory = new HostMemory(hardware.getMemory(), group);
    List<Probe> probes = new ArrayList<>();
    probes.add(new MemoryProbe(memory));
    OSProcess process = os.getProcess(os.getProcessId());
    if (process != null) {
      probes.add(new ProcessProbe(process, memory));
    }
    probes.add(new CpuProbe(hardware.getProcessor(), hardware.getComputerSystem(), group));
    probes.add(new NetworkProbe(hardware.getNetworkIFs()));
    probes.add(new DiskTrafficProbe(hardware.getDiskStores()));
    SensorProbe sensors = new SensorProbe(hardware.getSensors(), new PackageEnergy(POWER));
    if (sensors.readsAnything()) {
      probes.add(sensors);
    }
    return probes;
  }
}
