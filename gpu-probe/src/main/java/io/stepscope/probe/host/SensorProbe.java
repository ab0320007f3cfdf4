package io.stepscope.probe.host;

import io.stepscope.probe.Probe;
import io.stepscope.probe.Readings;
import oshi.hardware.Sensors;

/** How hot the processor is and what it draws, where the machine lets one read that. */
final class SensorProbe implements Probe {
  private final Sensors sensors;
  private final PackageEnergy energy;

  SensorProbe(Sensors sensors, PackageEnergy energy) {
    this.sensors = sensors;
    this.energy = energy;
  }

  /** Whether there is anything to read. */
  boolean readsAnything() {
    return temperature() > 0 || energy.isReadable();
  }

  @Override
  public String name() {
    return "host sensors";
  }

  @Override
  public void look(Readings out) {
    double celsius = temperature();
    out.put("system/cpu/temperature", celsius > 0 ? celsius : Double.NaN);
    out.put("system/cpu/power", energy.watts(System.nanoTime()));
  }

  /** Zero or NaN where there is no sensor. */
  private double temperature() {
    return sensors.getCpuTemperature();
  }
}
