package io.stepscope.viewer.run;

import io.stepscope.event.Event;
import io.stepscope.event.MachineSeries;
import io.stepscope.viewer.series.Envelope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The scalar series of a run by name, each reduced to a bounded size. */
public final class Series {
  private static final int CHART_BUCKETS = 512;
  private static final int SMALL_BUCKETS = 32;
  private static final int MOST_FULL_SERIES = 256;

  private final Map<String, Envelope> byName = new LinkedHashMap<>();
  private final MachineSeries machine = new MachineSeries();

  /** Learns which series are of the machine. */
  void learn(Event event) {
    machine.learn(event);
  }

  void add(String name, long step, double value) {
    Envelope envelope = byName.get(name);
    if (envelope == null) {
      envelope = new Envelope(byName.size() < MOST_FULL_SERIES ? CHART_BUCKETS : SMALL_BUCKETS);
      byName.put(name, envelope);
    }
    envelope.add(step, value);
  }

  /** The series, in order of first appearance. */
  public Map<String, Envelope> byName() {
    return Collections.unmodifiableMap(byName);
  }

  /** Whether there is a series of this name. */
  public boolean has(String name) {
    return byName.containsKey(name);
  }

  /** Whether the series was measured on the machine, beside the training. */
  public boolean isOfMachine(String name) {
    return machine.has(name);
  }

  /** The series, or an empty one. */
  public Envelope get(String name) {
    Envelope envelope = byName.get(name);
    return envelope == null ? new Envelope(2) : envelope;
  }

  /** The series that tell most about a training, most telling first, at most {@code most}. */
  public List<String> telling(int most) {
    List<String> names = new ArrayList<>();
    addIfThere(names, "train/loss");
    addIfThere(names, "validate/loss");
    byName.keySet().stream()
        .filter(name -> isMetric(name) && name.toLowerCase(Locale.ROOT).contains("accuracy"))
        .sorted()
        .forEach(names::add);
    addIfThere(names, "gradients/norm");
    byName.keySet().stream()
        .filter(name -> isMetric(name) && !names.contains(name) && varies(name))
        .forEach(names::add);
    return names.subList(0, Math.min(most, names.size()));
  }

  private void addIfThere(List<String> names, String name) {
    if (byName.containsKey(name)) {
      names.add(name);
    }
  }

  private boolean varies(String name) {
    Envelope series = get(name);
    return series.nonFinite() > 0 || series.min() < series.max();
  }

  private boolean isMetric(String name) {
    return !name.startsWith("train/epoch/")
        && !name.startsWith("gradients/")
        && !name.startsWith("weights/")
        && !name.startsWith("updates/")
        && !name.startsWith("activations/")
        && !name.startsWith("time/")
        && !machine.has(name)
        && !name.startsWith("stepscope/")
        && !name.equals("train/examples_per_second");
  }
}
