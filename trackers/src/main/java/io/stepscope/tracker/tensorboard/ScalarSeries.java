package io.stepscope.tracker.tensorboard;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The bytes of a scalar event between its step and its value, which are the same for all points of
 * a series: {@code Summary{value{tag, simple_value}}}.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorboard/blob/2.19.0/tensorboard/compat/proto/summary.proto">
 *     summary.proto</a>
 */
final class ScalarSeries {
  private static final int VALUE = 1 << 3 | 2;
  private static final int TAG = 1 << 3 | 2;
  private static final int SIMPLE_VALUE = 2 << 3 | 5;

  /** Enough for any model; a program that invents names without end must not fill the memory. */
  private static final int MOST = 1 << 16;

  private final Map<String, byte[]> series = new HashMap<>();

  byte[] of(String tag) {
    byte[] known = series.get(tag);
    return known == null ? encode(tag) : known;
  }

  private byte[] encode(String tag) {
    byte[] name = tag.getBytes(StandardCharsets.UTF_8);
    int value = 1 + ProtoWriter.varintSize(name.length) + name.length + 5;
    int summary = 1 + ProtoWriter.varintSize(value) + value;
    ProtoWriter out = new ProtoWriter(name.length + 24);
    out.raw(EventFile.SUMMARY << 3 | 2);
    out.varint(summary);
    out.raw(VALUE);
    out.varint(value);
    out.raw(TAG);
    out.varint(name.length);
    out.raw(name);
    out.raw(SIMPLE_VALUE);
    byte[] encoded = out.toByteArray();
    if (series.size() >= MOST) {
      series.clear();
    }
    series.put(tag, encoded);
    return encoded;
  }
}
