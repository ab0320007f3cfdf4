package io.stepscope.memory;

import io.stepscope.event.Stamp;
import io.stepscope.memory.KnownTensors.Kind;
import io.stepscope.memory.KnownTensors.Tensor;
import io.stepscope.memory.KnownTensors.Tensors;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says in a few sentences what is known of memory, with the figures that matter. */
final class MemoryWords {

  /** Of a message that goes on for pages, as those with a trace of native frames do. */
  private static final int LONGEST_MESSAGE = 400;

  private final StringBuilder text = new StringBuilder(1024);
  private final Throwable shortage;
  private final long step;

  MemoryWords(Throwable shortage, long step) {
    this.shortage = shortage;
    this.step = step;
  }

  String all(
      Map<String, Long> process,
      MemoryTimeline timeline,
      Map<Kind, Tensors> tensors,
      List<MemoryHolder> holders) {
    error();
    process(process);
    devices(timeline);
    tensors(tensors);
    holders(holders);
    return text.append(" More is in the tables memory/… and in memory.json.").toString();
  }

  private void error() {
    String what = String.valueOf(shortage);
    text.append(what, 0, Math.min(what.length(), LONGEST_MESSAGE));
    if (what.length() > LONGEST_MESSAGE) {
      text.append('…');
    }
    if (step != Stamp.NONE) {
      text.append(" (step ").append(step).append(')');
    }
    text.append('.');
  }

  private void process(Map<String, Long> process) {
    text.append(" Java heap: ")
        .append(bytes(process.getOrDefault("heap/used", 0L)))
        .append(" of at most ")
        .append(bytes(process.getOrDefault("heap/limit", 0L)))
        .append('.');
    Long resident = process.get("process/resident");
    if (resident != null) {
      text.append(" Process: ").append(bytes(resident)).append(" of memory.");
    }
  }

  /** What a device had when it was last looked at: between two looks much may happen. */
  private void devices(MemoryTimeline timeline) {
    String used = "/memory/used";
    for (String series : timeline.series()) {
      Double value = series.endsWith(used) ? timeline.last(series) : null;
      if (value != null) {
        String device = series.substring(0, series.length() - used.length());
        Double total = timeline.last(device + "/memory/total");
        text.append(' ')
            .append(device.equals("system") ? "Host" : device)
            .append(" when last measured: ")
            .append(bytes(value.longValue()))
            .append(total == null ? "" : " of " + bytes(total.longValue()))
            .append('.');
      }
    }
  }

  private void tensors(Map<Kind, Tensors> tensors) {
    Tensor largest = null;
    Kind of = Kind.PARAMETER;
    String between = " Tensors: ";
    for (Map.Entry<Kind, Tensors> entry : tensors.entrySet()) {
      Tensors known = entry.getValue();
      text.append(between)
          .append(entry.getKey().words())
          .append(' ')
          .append(known.count())
          .append(" (")
          .append(bytes(known.bytes()))
          .append(')');
      between = ", ";
      if (!known.largest().isEmpty()
          && (largest == null || known.largest().get(0).bytes() > largest.bytes())) {
        largest = known.largest().get(0);
        of = entry.getKey();
      }
    }
    if (largest != null) {
      text.append("; the largest is ")
          .append(largest.name())
          .append(' ')
          .append(largest.shape())
          .append(" of the ")
          .append(of.words())
          .append(" with ")
          .append(bytes(largest.bytes()))
          .append('.');
    } else if (!tensors.isEmpty()) {
      text.append('.');
    }
  }

  /** The one that grew most, because that is a leak if there is one; else the one that has most. */
  private void holders(List<MemoryHolder> holders) {
    MemoryHolder told = null;
    for (MemoryHolder holder : holders) {
      if (told == null || isBefore(holder, told)) {
        told = holder;
      }
    }
    if (told != null) {
      say(told);
    }
  }

  private static boolean isBefore(MemoryHolder one, MemoryHolder other) {
    return one.growth() != other.growth()
        ? one.growth() > other.growth()
        : Math.max(one.bytes(), one.arrays()) > Math.max(other.bytes(), other.arrays());
  }

  private void say(MemoryHolder holder) {
    text.append(' ').append(holder.name()).append(" holds ");
    text.append(count(holder.arrays(), " arrays", ""));
    if (holder.bytes() != MemoryHolder.UNKNOWN) {
      text.append(holder.arrays() == MemoryHolder.UNKNOWN ? "" : ", ")
          .append(bytes(holder.bytes()));
    }
    if (holder.growth() > 0) {
      text.append(", ")
          .append(String.format(Locale.ROOT, "%,d", holder.growth()))
          .append(" more than at step ")
          .append(holder.earlierStep());
    }
    text.append(holder.note().isEmpty() ? "" : "; " + holder.note()).append('.');
  }

  private static String count(long number, String of, String unknown) {
    return number == MemoryHolder.UNKNOWN
        ? unknown
        : String.format(Locale.ROOT, "%,d", number) + of;
  }

  static String bytes(@Nullable Long number) {
    double value = number == null ? 0 : number;
    String unit = "bytes";
    for (String next : List.of("KiB", "MiB", "GiB", "TiB")) {
      if (value < 1024) {
        break;
      }
      value /= 1024;
      unit = next;
    }
    return unit.equals("bytes")
        ? (long) value + " bytes"
        : String.format(Locale.ROOT, "%.1f %s", value, unit);
  }
}
