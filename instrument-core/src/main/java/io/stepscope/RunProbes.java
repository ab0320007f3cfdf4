package io.stepscope;

import io.stepscope.RunOpening.OpenRun;
import io.stepscope.probe.Accelerator;
import io.stepscope.probe.AcceleratorProvider;
import io.stepscope.probe.ProbeSettings;
import io.stepscope.probe.Probes;
import io.stepscope.recorder.Recorder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is measured beside a run, from its start to its end. Thread-safe. */
final class RunProbes {

  private final @Nullable Probes probes;

  private RunProbes(@Nullable Probes probes) {
    this.probes = probes;
  }

  /** Begins to measure if the configuration wants it and anything is recorded; returns at once. */
  static RunProbes begin(OpenRun open, Recorder recorder, Configuration configuration) {
    if (open.journal() == null || !configuration.probes()) {
      return new RunProbes(null);
    }
    ProbeSettings settings =
        new ProbeSettings(
            open.folder().root(),
            configuration.probesInterval(),
            configuration.customProbes(),
            recorder.notices()::say);
    Probes probes = new Probes(recorder, settings);
    probes.open(settings);
    return new RunProbes(probes);
  }

  void open(AcceleratorProvider provider) {
    if (probes != null) {
      probes.open(provider);
    }
  }

  Optional<Accelerator> accelerator(String name) {
    return probes == null ? Optional.empty() : probes.accelerator(name);
  }

  /** Measures once more now; returns at once. */
  void look() {
    if (probes != null) {
      probes.look();
    }
  }

  /** Measures a last time. */
  void end() {
    if (probes != null) {
      probes.close();
    }
  }
}
