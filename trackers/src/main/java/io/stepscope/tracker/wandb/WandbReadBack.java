package io.stepscope.tracker.wandb;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import io.stepscope.event.TensorHistogram;
import io.stepscope.event.Timing;
import io.stepscope.histogram.Histogram;
import io.stepscope.tracker.HeldValue;
import io.stepscope.tracker.ReadBack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Compares scalars, times and histograms with the {@code .wandb} file, step by step, and what was
 * measured of host and accelerators. Numbers of no step, which are shown at some step, and
 * everything that lies in files of its own are not compared.
 */
final class WandbReadBack implements ReadBack {
  private static final String SYSTEM = "system.";
  private static final String HISTOGRAM = "{\"_type\":\"histogram\"";
  private static final Set<String> OURS = Set.of("_step", "_timestamp", "_runtime", "epoch");

  private final Path file;
  // What a series was made of cannot be seen in the file.
  private final Map<String, EventKind> kinds = new HashMap<>();
  private final Set<String> withoutStep = new HashSet<>();

  WandbReadBack(Path file) {
    this.file = file;
  }

  @Override
  public void expect(Event event, Consumer<HeldValue> held) {
    Stamp stamp = event.stamp();
    if (event instanceof Scalar scalar) {
      String json = RowValues.number(scalar);
      SystemPanel panel = SystemPanel.of(scalar.name());
      if (panel == null) {
        number(EventKind.SCALAR, stamp, scalar.name(), json, held);
      } else {
        String key = SYSTEM + panel.key(stamp.rank());
        String shown = panel.shown(scalar);
        held.accept(HeldValue.number(EventKind.SCALAR, key, 0, Double.parseDouble(shown)));
      }
    } else if (event instanceof Timing timing) {
      number(EventKind.TIMING, stamp, timing.name(), Json.number(timing.nanos() / 1e9), held);
    } else if (event instanceof TensorHistogram tensor) {
      histogram(stamp, tensor.name(), tensor.histogram(), held);
    }
  }

  private void histogram(Stamp stamp, String name, Histogram histogram, Consumer<HeldValue> held) {
    if (histogram.finite() > 0) {
      String series = series(EventKind.HISTOGRAM, stamp, name);
      if (stamp.hasStep()) {
        held.accept(histogram(series, stamp.step(), Histograms.json(histogram)));
      }
    }
    if (histogram.nan() > 0) {
      String json = Json.number(histogram.nan());
      number(EventKind.HISTOGRAM, stamp, name + "/nan", json, held);
    }
    if (histogram.infinite() > 0) {
      String json = Json.number(histogram.infinite());
      number(EventKind.HISTOGRAM, stamp, name + "/infinite", json, held);
    }
  }

  private void number(
      EventKind kind, Stamp stamp, String name, String json, Consumer<HeldValue> held) {
    String series = series(kind, stamp, name);
    if (stamp.hasStep()) {
      held.accept(HeldValue.number(kind, series, stamp.step(), Double.parseDouble(json)));
    }
  }

  private String series(EventKind kind, Stamp stamp, String name) {
    String series = Row.key(RowValues.name(stamp, name));
    if (stamp.hasStep()) {
      kinds.put(series, kind);
    } else {
      withoutStep.add(series);
    }
    return series;
  }

  @Override
  public void read(Consumer<HeldValue> held) throws IOException {
    try (LogScanner log = new LogScanner(file)) {
      for (byte[] bytes = log.next(); bytes != null; bytes = log.next()) {
        Fields record = Fields.of(bytes);
        for (Fields line : record.messages(Records.HISTORY)) {
          line(line, held);
        }
        for (Fields stats : record.messages(Records.STATS)) {
          for (Fields item : stats.messages(Records.STATS_ITEM)) {
            double value = Double.parseDouble(item.text(Records.VALUE_JSON));
            String series = SYSTEM + item.text(Records.KEY);
            held.accept(HeldValue.number(EventKind.SCALAR, series, 0, value));
          }
        }
      }
    }
  }

  private void line(Fields line, Consumer<HeldValue> held) throws IOException {
    long step = line.messages(Records.HISTORY_STEP).get(0).number(1);
    for (Fields item : line.messages(Records.HISTORY_ITEM)) {
      String series = item.text(Records.KEY);
      String json = item.text(Records.VALUE_JSON);
      boolean ours = OURS.contains(series) && !kinds.containsKey(series);
      if (ours || (withoutStep.contains(series) && !kinds.containsKey(series))) {
        continue;
      }
      if (json.startsWith(HISTOGRAM)) {
        held.accept(histogram(series, step, json));
      } else if (!json.startsWith("{")) {
        EventKind kind = kinds.getOrDefault(series, EventKind.SCALAR);
        held.accept(HeldValue.number(kind, series, step, Double.parseDouble(json)));
      }
    }
  }

  /** Of the text of its buckets (FNV-1a). */
  private static HeldValue histogram(String series, long step, String json) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < json.length(); i++) {
      hash = (hash ^ json.charAt(i)) * 0x100000001b3L;
    }
    return new HeldValue(EventKind.HISTOGRAM, series, step, hash);
  }

  @Override
  public void close() {}
}
