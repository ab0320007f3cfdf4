package io.stepscope.tracker.tensorboard;

import io.stepscope.histogram.Histogram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes events that hold a {@code Summary} of one value.
 *
 * <p>Field numbers are those of {@code summary.proto}, {@code histogram.proto}, {@code
 * tensor.proto} and {@code tensor_shape.proto} in {@code tensorboard/compat/proto}, and of {@code
 * plugins/hparams/plugin_data.proto}, {@code plugins/hparams/api.proto} and Google's {@code
 * struct.proto}.
 *
 * @see <a href="https://github.com/tensorflow/tensorboard/tree/2.19.0/tensorboard">TensorBoard</a>
 */
final class Summaries {
  private static final String SESSION_START = "_hparams_/session_start_info";
  private static final String SESSION_END = "_hparams_/session_end_info";

  /** {@code HParamsPluginData.session_start_info}. */
  private static final int START_INFO = 3;

  /** {@code HParamsPluginData.session_end_info}. */
  private static final int END_INFO = 4;

  /** How a session ended, {@code api.proto}. */
  static final int SUCCESS = 1;

  static final int FAILURE = 2;

  private static final int DT_FLOAT = 1;
  private static final int DT_STRING = 7;

  private final EventFile file;

  Summaries(EventFile file) {
    this.file = file;
  }

  /** {@code Value.histo}, which both readers turn into the histogram that they show. */
  void histogram(long timeMicros, long step, String tag, Histogram histogram) throws IOException {
    HistogramBuckets buckets = HistogramBuckets.of(histogram);
    boolean empty = buckets.size == 0;
    ProtoWriter out = file.begin(timeMicros, step);
    int summary = out.begin(EventFile.SUMMARY);
    int value = beginValue(out, tag);
    int histo = out.begin(5);
    out.float64(1, empty ? 0 : withinFloat32(histogram.min()));
    out.float64(2, empty ? 0 : withinFloat32(histogram.max()));
    out.float64(3, (double) histogram.finite());
    out.float64(4, histogram.sum());
    out.float64(5, histogram.sumOfSquares());
    doubles(out, 6, buckets.limits, buckets.size);
    doubles(out, 7, buckets.counts, buckets.size);
    out.end(histo);
    out.end(value);
    out.end(summary);
    file.end();
  }

  /** A scalar string tensor for the text dashboard, which takes it as Markdown. */
  void text(long timeMicros, long step, String tag, String markdown) throws IOException {
    ProtoWriter out = file.begin(timeMicros, step);
    int summary = out.begin(EventFile.SUMMARY);
    int value = beginValue(out, tag);
    int tensor = out.begin(8);
    out.int64(1, DT_STRING);
    out.end(out.begin(2));
    out.string(8, markdown);
    out.end(tensor);
    int metadata = out.begin(9);
    int plugin = out.begin(1);
    out.string(1, "text");
    out.end(plugin);
    out.int64(4, 2); // data_class TENSOR
    out.end(metadata);
    out.end(value);
    out.end(summary);
    file.end();
  }

  /** {@code Value.image}. */
  void image(long timeMicros, long step, String tag, byte[] png, int width, int height)
      throws IOException {
    ProtoWriter out = file.begin(timeMicros, step);
    int summary = out.begin(EventFile.SUMMARY);
    int value = beginValue(out, tag);
    int image = out.begin(4);
    out.int64(1, height);
    out.int64(2, width);
    out.int64(3, Png.channels(png));
    out.bytes(4, png);
    out.end(image);
    out.end(value);
    out.end(summary);
    file.end();
  }

  /** Hyper-parameters for the HPARAMS dashboard, which reads the first of a run only. */
  void sessionStart(long timeMicros, long startMicros, Map<String, Object> params)
      throws IOException {
    ProtoWriter out = file.begin(timeMicros, 0);
    int summary = out.begin(EventFile.SUMMARY);
    int value = beginValue(out, SESSION_START);
    int metadata = out.begin(9);
    int plugin = out.begin(1);
    out.string(1, "hparams");
    int content = out.begin(2);
    int info = out.begin(START_INFO);
    for (Map.Entry<String, Object> param : params.entrySet()) {
      int entry = out.begin(1);
      out.string(1, param.getKey());
      int held = out.begin(2);
      structValue(out, param.getValue());
      out.end(held);
      out.end(entry);
    }
    out.float64(5, startMicros / 1e6);
    out.end(info);
    endHparams(out, content, plugin, metadata, value, summary);
  }

  /** How the run ended, for the HPARAMS dashboard. */
  void sessionEnd(long timeMicros, int status) throws IOException {
    ProtoWriter out = file.begin(timeMicros, 0);
    int summary = out.begin(EventFile.SUMMARY);
    int value = beginValue(out, SESSION_END);
    int metadata = out.begin(9);
    int plugin = out.begin(1);
    out.string(1, "hparams");
    int content = out.begin(2);
    int info = out.begin(END_INFO);
    out.int64(1, status);
    out.float64(2, timeMicros / 1e6);
    out.end(info);
    endHparams(out, content, plugin, metadata, value, summary);
  }

  /** The readers want a tensor with the metadata, though an empty one. */
  private void endHparams(
      ProtoWriter out, int content, int plugin, int metadata, int value, int summary)
      throws IOException {
    out.end(content);
    out.end(plugin);
    out.end(metadata);
    int tensor = out.begin(8);
    out.int64(1, DT_FLOAT);
    int shape = out.begin(2);
    int dim = out.begin(2);
    out.int64(1, 0);
    out.end(dim);
    out.end(shape);
    out.end(tensor);
    out.end(value);
    out.end(summary);
    file.end();
  }

  /** {@code google.protobuf.Value}. */
  private static void structValue(ProtoWriter out, Object value) {
    if (value instanceof Boolean bool) {
      out.int64(4, bool ? 1 : 0);
    } else if (value instanceof Number number) {
      out.float64(2, number.doubleValue());
    } else {
      out.string(3, value.toString());
    }
  }

  private static int beginValue(ProtoWriter out, String tag) {
    int value = out.begin(1);
    out.bytes(1, tag.getBytes(StandardCharsets.UTF_8));
    return value;
  }

  private static void doubles(ProtoWriter out, int field, double[] values, int size) {
    int list = out.begin(field);
    out.ensure(8 * size);
    for (int i = 0; i < size; i++) {
      out.fixed64(Double.doubleToRawLongBits(values[i]));
    }
    out.end(list);
  }

  /** Readers turn edges into float32, where a larger number would be infinite. */
  private static double withinFloat32(double value) {
    return Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
  }
}
