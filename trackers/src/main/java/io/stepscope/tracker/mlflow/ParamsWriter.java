package io.stepscope.tracker.mlflow;

import io.stepscope.event.Params;
import io.stepscope.event.Stamp;
import io.stepscope.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * Writes inputs and labels of a run: hyper-parameters as such, tags as such, coordinates under
 * MLflow's own tags; and all of it into a file per group, {@code stepscope/<group>.yaml}, to which
 * later values are added.
 */
final class ParamsWriter {
  private static final int PIECE = 4_900;

  private final LogBatch batch;
  private final Artifacts artifacts;
  private final GrowingFiles files;
  private final RunState state;

  ParamsWriter(LogBatch batch, Artifacts artifacts, GrowingFiles files, RunState state) {
    this.batch = batch;
    this.artifacts = artifacts;
    this.files = files;
    this.state = state;
  }

  void write(Params event) throws UndeliveredException {
    Stamp stamp = event.stamp();
    String group = event.group().name().toLowerCase(Locale.ROOT);
    String file = ArtifactPaths.OURS + SeriesKeys.ranked(stamp, group + ".yaml");
    if (artifacts.unavailable() == null && !event.values().isEmpty()) {
      files.append(state, file, yaml(event.values()));
    }
    switch (event.group()) {
      case PARAMS -> {
        for (Map.Entry<String, Object> param : event.values().entrySet()) {
          param(SeriesKeys.ranked(stamp, param.getKey()), param.getValue().toString(), file);
        }
      }
      case TAGS -> {
        for (Map.Entry<String, Object> tag : event.values().entrySet()) {
          tag(SeriesKeys.ranked(stamp, tag.getKey()), tag.getValue().toString(), file);
        }
      }
      case CODE, DATA, CONFIG, ENVIRONMENT, PIPELINE -> {
        if (stamp.rank() == 0) {
          for (Map.Entry<String, String> tag : RunTags.of(event).entrySet()) {
            tag(tag.getKey(), tag.getValue(), file);
          }
        }
      }
    }
  }

  private void tag(String name, String value, String file) throws UndeliveredException {
    if (value.length() <= LongText.TAG || artifacts.unavailable() == null) {
      batch.tag(Names.allowed(name), LongText.fitting(value, LongText.TAG, file));
    } else {
      split(name, value, batch::tag);
    }
  }

  /** MLflow never lets a value change: later ones become a tag. */
  private void param(String name, String value, String file) throws UndeliveredException {
    String key = Names.allowed(name);
    String hash = Names.hash(value);
    String before = state.params.get(key);
    if (hash.equals(before)) {
      return;
    }
    if (before != null) {
      tag("param." + name, value, file);
      return;
    }
    state.params.put(key, hash);
    if (value.length() <= LongText.PARAM) {
      batch.param(key, value);
    } else if (artifacts.unavailable() == null) {
      batch.param(key, LongText.fitting(value, LongText.PARAM, file));
    } else {
      split(name, value, batch::param);
    }
  }

  private interface Pairs {
    void pair(String key, String value) throws UndeliveredException;
  }

  private static void split(String name, String value, Pairs out) throws UndeliveredException {
    int part = 1;
    int begin = 0;
    while (begin < value.length()) {
      int end = Math.min(begin + PIECE, value.length());
      if (end < value.length() && Character.isHighSurrogate(value.charAt(end - 1))) {
        end--;
      }
      out.pair(Names.allowed(name + ".part" + part++), value.substring(begin, end));
      begin = end;
    }
  }

  /** A line each; texts are quoted as in JSON, which is YAML, too. */
  private static byte[] yaml(Map<String, Object> values) {
    StringBuilder text = new StringBuilder();
    values.forEach(
        (name, value) -> text.append(json(name)).append(": ").append(json(value)).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String json(Object value) {
    JsonWriter json = new JsonWriter();
    json.value(value);
    return new String(json.toByteArray(), StandardCharsets.UTF_8);
  }
}
