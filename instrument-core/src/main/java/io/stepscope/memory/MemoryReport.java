package io.stepscope.memory;

import io.stepscope.event.Alert;
import io.stepscope.event.Stamp;
import io.stepscope.folder.ArtifactStore;
import io.stepscope.folder.RunFolder;
import io.stepscope.memory.KnownTensors.Kind;
import io.stepscope.memory.KnownTensors.Tensor;
import io.stepscope.memory.KnownTensors.Tensors;
import io.stepscope.memory.MemoryTimeline.Sample;
import io.stepscope.recorder.Recorder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tells in a run that memory ran out: an alert, three tables, and all of it as a file. The alert
 * comes first, which needs least; what then fails for want of memory costs nothing but itself.
 */
final class MemoryReport {

  static final String TIMELINE = "memory/timeline";
  static final String TENSORS = "memory/tensors";
  static final String HOLDERS = "memory/holders";

  private final Recorder recorder;
  private final RunFolder folder;
  private final Throwable shortage;
  private final long step;
  private final int number;
  private final boolean isLast;

  /**
   * Tells of one shortage.
   *
   * @param number counts those of the run, from 1
   * @param isLast whether no other will be told
   */
  MemoryReport(
      Recorder recorder,
      RunFolder folder,
      Throwable shortage,
      long step,
      int number,
      boolean isLast) {
    this.recorder = recorder;
    this.folder = folder;
    this.shortage = shortage;
    this.step = step;
    this.number = number;
    this.isLast = isLast;
  }

  void tell(MemoryTimeline timeline, Map<Kind, Tensors> tensors, List<MemoryHolder> holders) {
    Map<String, Long> process = ProcessMemory.now();
    String text = new MemoryWords(shortage, step).all(process, timeline, tensors, holders);
    recorder.alert(
        Alert.Severity.ERROR,
        step,
        "Out of memory",
        isLast ? text + " If it runs out again in this run, that is not told." : text);
    if (!holders.isEmpty()) {
      recorder.table(HOLDERS, step, HOLDER_COLUMNS, holderRows(holders), false);
    }
    if (!tensors.isEmpty()) {
      recorder.table(TENSORS, step, TENSOR_COLUMNS, tensorRows(tensors), false);
    }
    List<Sample> samples = timeline.samples();
    if (!samples.isEmpty()) {
      List<String> columns = new ArrayList<>(List.of("time", "step"));
      columns.addAll(timeline.series());
      recorder.table(TIMELINE, step, columns, sampleRows(samples, columns.size()), false);
    }
    store(new MemoryFile(shortage, step).of(process, timeline, samples, tensors, holders));
  }

  private void store(byte[] json) {
    try {
      ArtifactStore.Stored stored = new ArtifactStore(folder).store(json);
      String name = number == 1 ? "memory.json" : "memory-" + number + ".json";
      recorder.artifact(name, "file", stored.sha256(), stored.bytes());
    } catch (Exception e) {
      recorder.failure("storing memory.json", e);
    }
  }

  private static final List<String> HOLDER_COLUMNS =
      List.of("holder", "arrays", "within", "bytes", "arrays before", "at step", "note");

  private static List<List<Object>> holderRows(List<MemoryHolder> holders) {
    List<List<Object>> rows = new ArrayList<>(holders.size());
    for (MemoryHolder holder : holders) {
      rows.add(
          List.of(
              holder.name(),
              known(holder.arrays()),
              holder.parts(),
              known(holder.bytes()),
              known(holder.earlier()),
              known(holder.earlierStep()),
              holder.note()));
    }
    return rows;
  }

  private static Object known(long number) {
    return number == MemoryHolder.UNKNOWN ? "" : (Object) number;
  }

  private static final List<String> TENSOR_COLUMNS =
      List.of("kind", "name", "shape", "type", "bytes");

  private static List<List<Object>> tensorRows(Map<Kind, Tensors> tensors) {
    List<List<Object>> rows = new ArrayList<>();
    tensors.forEach(
        (kind, known) -> {
          for (Tensor tensor : known.largest()) {
            rows.add(
                List.of(
                    kind.words(), tensor.name(), tensor.shape(), tensor.type(), tensor.bytes()));
          }
        });
    rows.sort((one, other) -> Long.compare((Long) other.get(4), (Long) one.get(4)));
    return rows;
  }

  private static List<List<Object>> sampleRows(List<Sample> samples, int columns) {
    List<List<Object>> rows = new ArrayList<>(samples.size());
    for (Sample sample : samples) {
      List<Object> row = new ArrayList<>(columns);
      row.add(sample.time());
      row.add(sample.step() == Stamp.NONE ? "" : (Object) sample.step());
      for (double value : sample.values()) {
        row.add(Double.isNaN(value) ? "" : (Object) value);
      }
      // A series may have come while the samples were taken out.
      while (row.size() < columns) {
        row.add("");
      }
      rows.add(row.subList(0, columns));
    }
    return rows;
  }
}
