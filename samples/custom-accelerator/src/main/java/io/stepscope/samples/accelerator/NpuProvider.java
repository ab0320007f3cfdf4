package io.stepscope.samples.accelerator;

import io.stepscope.probe.Accelerator;
import io.stepscope.probe.AcceleratorProvider;
import io.stepscope.probe.Availability;
import java.util.List;

/** Finds the devices; here they are the ones that it is told. */
public final class NpuProvider implements AcceleratorProvider {
  private final List<SimulatedNpu> npus;

  public NpuProvider(List<SimulatedNpu> npus) {
    this.npus = List.copyOf(npus);
  }

  @Override
  public String id() {
    return "simulated";
  }

  @Override
  public Availability availability() {
    return npus.isEmpty() ? Availability.no("no simulated NPU is plugged in") : Availability.yes();
  }

  @Override
  public List<Accelerator> devices() {
    return List.copyOf(npus);
  }
}
