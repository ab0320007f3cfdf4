package io.stepscope.tracker.wandb;

import io.stepscope.event.Stamp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was recorded at one step, which W&amp;B takes as one line of history and never again.
 *
 * <p>Of several numbers of one series the last one counts. Other values are not lost to each other:
 * pictures and texts of one series are shown together, and what cannot be goes under {@code
 * <key>/2} and so on.
 */
final class Row {
  private static final Set<String> RESERVED = Set.of("_step", "_runtime", "_timestamp", "_wandb");

  /** Step of what waits for a step: it goes into the next row. */
  static final long WAITING = Stamp.NONE;

  /** W&amp;B takes 10 MiB less 100 KiB in a line. */
  private static final long LARGEST = 8L << 20;

  private static final int AROUND_VALUE = 4;

  final long step;
  final Map<String, RowValue> values = new LinkedHashMap<>();
  long size;
  long lastMicros;
  int epoch = Stamp.NONE;

  Row(long step) {
    this.step = step;
  }

  private void put(String key, RowValue value, int length) {
    values.put(key, value);
    size += bytes(key) + length + AROUND_VALUE;
  }

  /** Whether it holds so much that another value might make it too long for W&amp;B. */
  boolean isFull() {
    return size >= LARGEST;
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  void number(String series, String json) {
    String key = key(series, RowValue.Point.class);
    put(key, new RowValue.Point(json), json.length());
  }

  /** Puts something by itself, under a key that is free. */
  void whole(String series, String json) {
    put(freeKey(series), new RowValue.Whole(json), json.length());
  }

  void picture(String series, ImageFile image) {
    String key = key(series, RowValue.Pictures.class);
    List<ImageFile> all = new ArrayList<>();
    if (values.get(key) instanceof RowValue.Pictures before) {
      all.addAll(before.files());
    }
    all.add(image);
    put(key, new RowValue.Pictures(all), image.file().path().length());
  }

  void text(String series, String text) {
    String key = key(series, RowValue.Texts.class);
    String before = values.get(key) instanceof RowValue.Texts texts ? texts.text() + '\n' : "";
    put(key, new RowValue.Texts(before + text), text.length());
  }

  /**
   * Takes in what waited, as far as there is room; the rest waits on. What is in this row already
   * keeps its place.
   */
  void takeFrom(Row waiting) {
    long before = size;
    Iterator<Map.Entry<String, RowValue>> all = waiting.values.entrySet().iterator();
    while (all.hasNext() && !isFull()) {
      Map.Entry<String, RowValue> one = all.next();
      add(one.getKey(), one.getValue());
      all.remove();
    }
    waiting.size = waiting.isEmpty() ? 0 : Math.max(0, waiting.size - (size - before));
    lastMicros = Math.max(lastMicros, waiting.lastMicros);
  }

  private void add(String key, RowValue value) {
    if (value instanceof RowValue.Pictures pictures) {
      pictures.files().forEach(image -> picture(key, image));
    } else if (value instanceof RowValue.Texts texts) {
      text(key, texts.text());
    } else if (value instanceof RowValue.Point number) {
      number(key, number.json());
    } else if (value instanceof RowValue.Whole whole) {
      whole(key, whole.json());
    }
  }

  /** A key at which a value of this class may be put or added to. */
  private String key(String series, Class<? extends RowValue> kind) {
    String key = key(series);
    RowValue there = values.get(key);
    return there == null || kind.isInstance(there) ? key : freeKey(series);
  }

  String freeKey(String series) {
    String key = key(series);
    String free = key;
    for (int i = 2; values.containsKey(free); i++) {
      free = key + '/' + i;
    }
    return free;
  }

  /** Bytes of a text when it is sent. */
  static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** The key of a series; W&amp;B keeps some for itself. */
  static String key(String series) {
    return RESERVED.contains(series) ? "series/" + series : series;
  }
}
