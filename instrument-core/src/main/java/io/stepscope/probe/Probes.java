package io.stepscope.probe;

import io.stepscope.recorder.Recorder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** All that is looked at beside one run. Thread-safe; throws nothing. */
public final class Probes implements AutoCloseable {
  private final Recorder recorder;
  private final Sampling sampling;
  private final Accelerators accelerators;

  /** Looks at nothing yet. */
  public Probes(Recorder recorder, ProbeSettings settings) {
    this.recorder = recorder;
    sampling = new Sampling(recorder, settings.interval());
    accelerators = new Accelerators(recorder);
  }

  /** Opens the probes and accelerators on the class path of Stepscope; returns at once. */
  public void open(ProbeSettings settings) {
    sampling.open(() -> probesOf(found(ProbeProvider.class), settings));
    sampling.open(() -> accelerators.open(found(AcceleratorProvider.class)));
  }

  /** Opens the devices of one more provider; returns at once. */
  public void open(AcceleratorProvider provider) {
    sampling.open(() -> accelerators.open(List.of(provider)));
  }

  /**
   * The device that a framework calls so, {@code gpu/0}; empty as long as it is not open, and when
   * all is over. Never waits.
   */
  public Optional<Accelerator> accelerator(String name) {
    return accelerators.named(name);
  }

  /** Looks once more, beside the schedule; returns at once. */
  public void look() {
    sampling.look();
  }

  private List<Opened> probesOf(List<ProbeProvider> providers, ProbeSettings settings) {
    if (providers.isEmpty() && !settings.custom().isEmpty()) {
      settings
          .notices()
          .accept(
              "nothing measures probes."
                  + settings.custom().keySet().stream().sorted().findFirst().orElse("")
                  + ": stepscope-gpu-probe is not on the class path");
    }
    List<Probe> probes = new ArrayList<>();
    for (ProbeProvider provider : providers) {
      try {
        probes.addAll(provider.open(settings));
      } catch (Throwable t) {
        recorder.failure("opening the probes of " + provider.getClass().getSimpleName(), t);
      }
    }
    return List.of(new Opened(probes, () -> {}));
  }

  /** The program's context class loader may know another copy of Stepscope, or none. */
  private <T> List<T> found(Class<T> service) {
    List<T> found = new ArrayList<>();
    var candidates = ServiceLoader.load(service, service.getClassLoader()).iterator();
    for (int errors = 0; errors < 10; ) {
      try {
        if (!candidates.hasNext()) {
          break;
        }
        found.add(candidates.next());
      } catch (Throwable t) {
        errors++;
        recorder.failure("loading a " + service.getSimpleName(), t);
      }
    }
    return found;
  }

  /** Looks a last time; takes a tenth of a second at most. */
  @Override
  public void close() {
    accelerators.forget();
    sampling.close();
  }
}
