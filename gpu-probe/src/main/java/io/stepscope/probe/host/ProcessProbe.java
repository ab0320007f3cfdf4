package io.stepscope.probe.host;

import io.stepscope.probe.Probe;
import io.stepscope.probe.Readings;
import java.io.IOException;
import oshi.software.os.OSProcess;

/** This process as the operating system sees it. */
final class ProcessProbe implements Probe {
  private final OSProcess process;
  private final HostMemory memory;
  private final Rate cpuMillis = new Rate();

  ProcessProbe(OSProcess process, HostMemory memory) {
    this.process = process;
    this.memory = memory;
  }

  @Override
  public String name() {
    return "host process";
  }

  @Override
  public void look(Readings out) throws IOException {
    if (!process.updateAttributes()) {
      throw new IOException("the operating system does not tell about this process");
    }
    cpuMillis.now(process.getKernelTime() + process.getUserTime(), System.nanoTime());
    out.put("system/process/cpu/utilization", cpuMillis.perSecond() / 1e3);
    long resident = process.getResidentMemory();
    out.put("system/process/memory/resident", resident);
    out.put("system/process/memory/virtual", process.getVirtualSize());
    out.put("system/process/memory/utilization", (double) resident / memory.total());
    out.put("system/process/threads", process.getThreadCount());
    long files = process.getOpenFiles();
    out.put("system/process/open_files", files < 0 ? Double.NaN : files);
  }
}
