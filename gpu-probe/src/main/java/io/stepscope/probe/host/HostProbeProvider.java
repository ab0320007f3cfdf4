package io.stepscope.probe.host;

import io.stepscope.probe.Probe;
import io.stepscope.probe.ProbeProvider;
import io.stepscope.probe.ProbeSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The probes of the host. */
public final class HostProbeProvider implements ProbeProvider {

  @Override
  public String name() {
    return "host";
  }

  @Override
  public List<Probe> open(ProbeSettings settings) {
    List<Probe> probes = new ArrayList<>();
    probes.add(new DiskSpaceProbe(settings.folder()));
    open("the heap of this JVM is", () -> List.of(new JvmProbe()), probes, settings);
    String machine = "processor, memory, disks and network of the host are";
    open(machine, OshiProbes::open, probes, settings);
    return probes;
  }

  /** A Java may be without management, and a machine without what OSHI needs. */
  private static void open(
      String what, Supplier<List<Probe>> opening, List<Probe> probes, ProbeSettings settings) {
    try {
      probes.addAll(opening.get());
    } catch (RuntimeException | LinkageError e) {
      settings.notices().accept(what + " not measured: " + e);
    }
  }
}
