package io.stepscope.viewer.report;

import io.stepscope.viewer.run.Series;
import io.stepscope.viewer.series.Envelope;
import io.stepscope.viewer.terminal.Cells;
import io.stepscope.viewer.terminal.Numbers;
import io.stepscope.viewer.terminal.Terminal;
import io.stepscope.viewer.terminal.TextTable;
import io.stepscope.viewer.terminal.TextTable.Cell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleFunction;

/** What host and accelerators did while the run went on: the few numbers that tell most. */
final class MachineTable {
  private static final int MOST_DEVICE_ROWS = 24;

  /** Of the host, in this order; the others are in the dashboard of each tracker. */
  private static final List<String> HOST =
      List.of(
          "system/cpu/utilization",
          "system/process/cpu/utilization",
          "system/memory/utilization",
          "system/process/memory/resident",
          "system/jvm/heap/used",
          "system/jvm/gc/utilization",
          "system/disk/available",
          "system/network/received/rate",
          "system/cpu/temperature",
          "system/cpu/power");

  /** Of an accelerator, before all others. */
  private static final List<String> DEVICE =
      List.of("utilization", "memory/used", "memory/utilization", "power", "temperature");

  private MachineTable() {}

  static List<String> lines(Series series, Terminal terminal, String indent) {
    List<String> names = new ArrayList<>();
    HOST.stream().filter(series::has).forEach(names::add);
    series.byName().keySet().stream()
        .filter(name -> series.isOfMachine(name) && !name.startsWith("system/"))
        .sorted(
            Comparator.comparing(MachineTable::isDetail)
                .thenComparing(MachineTable::device)
                .thenComparing(MachineTable::place)
                .thenComparing(Comparator.naturalOrder()))
        .limit(MOST_DEVICE_ROWS)
        .forEach(names::add);
    if (names.isEmpty()) {
      return List.of();
    }
    TextTable table =
        new TextTable(terminal)
            .words("measured")
            .numbers("least")
            .numbers("mean")
            .numbers("most")
            .numbers("latest");
    for (String name : names) {
      Envelope values = series.get(name);
      DoubleFunction<String> text = unit(name);
      table.row(
          Cell.of(Cells.oneLine(name)),
          Cell.of(text.apply(values.min())),
          Cell.of(text.apply(values.mean())),
          Cell.of(text.apply(values.max())),
          Cell.of(text.apply(values.latest())));
    }
    return table.lines(indent);
  }

  private static boolean isDetail(String name) {
    return place(name) == DEVICE.size();
  }

  private static int place(String name) {
    int place = DEVICE.indexOf(name.substring(Math.min(device(name).length() + 1, name.length())));
    return place < 0 ? DEVICE.size() : place;
  }

  /** {@code gpu/0}, or {@code fan} where there is but one. */
  private static String device(String name) {
    int kind = name.indexOf('/');
    int number = name.indexOf('/', kind + 1);
    boolean numbered = number > 0 && name.substring(kind + 1, number).matches("\\d+");
    return name.substring(0, numbered ? number : kind);
  }

  /** All is in SI units, so the end of a name tells which. */
  private static DoubleFunction<String> unit(String name) {
    if (name.equals("system/process/cpu/utilization")) {
      return value -> Numbers.value(value) + " cores";
    }
    if (name.endsWith("/utilization")) {
      return Numbers::share;
    }
    if (name.endsWith("/rate") && name.startsWith("system/")) {
      return value -> Numbers.bytes(Math.round(value)) + "/s";
    }
    if (name.endsWith("/memory/used")
        || name.endsWith("/memory/total")
        || name.endsWith("/process/memory")
        || name.endsWith("/resident")
        || name.startsWith("system/jvm/heap/")
        || name.startsWith("system/disk/")) {
      return value -> Numbers.bytes(Math.round(value));
    }
    if (name.endsWith("/temperature")) {
      return value -> Numbers.value(value) + " C";
    }
    return name.endsWith("/power") ? value -> Numbers.value(value) + " W" : Numbers::value;
  }
}
