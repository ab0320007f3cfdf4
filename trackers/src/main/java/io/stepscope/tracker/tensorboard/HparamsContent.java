package io.stepscope.tracker.tensorboard;

import io.stepscope.event.RunStatus;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What a summary of the {@code hparams} plugin says: of the experiment, of the start of a session
 * or of its end.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorboard/blob/2.19.0/tensorboard/plugins/hparams/plugin_data.proto">
 *     plugin_data.proto, api.proto</a>
 */
final class HparamsContent {
  private static final double LARGEST_WHOLE = 0x1p53;

  final Map<String, Object> params = new LinkedHashMap<>();
  final Map<String, Object> tags = new LinkedHashMap<>();

  /** Values that are lists or messages. */
  int unreadable;

  /** How the session ended; null if this says nothing of that. */
  @Nullable RunStatus status;

  static HparamsContent read(ProtoReader data) throws IOException {
    HparamsContent content = new HparamsContent();
    for (int field = data.next(); field != 0; field = data.next()) {
      switch (field) {
        case 2 -> content.experiment(data.message());
        case 3 -> content.start(data.message());
        case 4 -> content.end(data.message());
        default -> {
          // The version.
        }
      }
    }
    return content;
  }

  private void experiment(ProtoReader in) throws IOException {
    StringJoiner metrics = new StringJoiner(", ");
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> tag("description", in.string());
        case 2 -> tag("user", in.string());
        case 5 -> metrics.add(metric(in.message()));
        case 6 -> tag("experiment", in.string());
        default -> {
          // Domains and types of the hyper-parameters.
        }
      }
    }
    tag("metrics", metrics.toString());
  }

  private static String metric(ProtoReader info) throws IOException {
    String group = "";
    String tag = "";
    for (int field = info.next(); field != 0; field = info.next()) {
      if (field == 1) {
        ProtoReader name = info.message();
        for (int part = name.next(); part != 0; part = name.next()) {
          group = part == 1 ? name.string() : group;
          tag = part == 2 ? name.string() : tag;
        }
      }
    }
    return group.isEmpty() ? tag : group + '/' + tag;
  }

  private void start(ProtoReader in) throws IOException {
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> param(in.message());
        case 2 -> tag("model_uri", in.string());
        case 3 -> tag("monitor_url", in.string());
        case 4 -> tag("group", in.string());
        default -> {
          // The start time, which the events tell, too.
        }
      }
    }
  }

  private void end(ProtoReader in) throws IOException {
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field == 1 && in.int64() == Summaries.SUCCESS) {
        status = RunStatus.FINISHED;
      } else if (field == 1 && in.int64() == Summaries.FAILURE) {
        status = RunStatus.FAILED;
      }
    }
  }

  private void param(ProtoReader entry) throws IOException {
    String key = "";
    Object value = null;
    for (int field = entry.next(); field != 0; field = entry.next()) {
      if (field == 1) {
        key = entry.string();
      } else if (field == 2) {
        value = structValue(entry.message());
      }
    }
    if (value == null) {
      unreadable++;
    } else {
      params.put(key, value);
    }
  }

  /** {@code google.protobuf.Value}, which knows no whole numbers: 64.0 is likely to be 64. */
  private static @Nullable Object structValue(ProtoReader in) throws IOException {
    Object value = null;
    for (int field = in.next(); field != 0; field = in.next()) {
      value =
          switch (field) {
            case 1 -> "null";
            case 2 -> number(in.float64());
            case 3 -> in.string();
            case 4 -> in.int64() != 0;
            default -> null;
          };
    }
    return value;
  }

  private static Object number(double value) {
    if (value == Math.rint(value) && Math.abs(value) <= LARGEST_WHOLE) {
      return (long) value;
    }
    return value;
  }

  private void tag(String key, String value) {
    if (!value.isEmpty()) {
      tags.put("hparams/" + key, value);
    }
  }
}
