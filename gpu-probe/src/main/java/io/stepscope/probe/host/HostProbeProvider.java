package io.stepscope.probe.host;

import io.stepscope.probe.Probe;
import io.stepscope.probe.ProbeProvider;
import io.stepscope.probe.ProbeSettings;
import java.util.ArrayList;
import java.util.List;

/** The probes of the host. */
public final class HostProbeProvider implements ProbeProvider {

  @Override
  public String name() {
    return "host";
  }

  @Override
  public List<Probe> open(ProbeSettings settings) {
    List<Probe> probes = new ArrayList<>();
    probes.add(new JvmProbe());
    probes.add(new DiskSpaceProbe(settings.folder()));
    try {
      probes.addAll(OshiProbes.open());
    } catch (RuntimeException | LinkageError e) {
      settings
          .notices()
          .accept("processor, memory, disks and network of the host are not measured: " + e);
    }
    return probes;
  }
}
