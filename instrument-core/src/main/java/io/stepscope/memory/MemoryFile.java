package io.stepscope.memory;

import io.stepscope.event.Stamp;
import io.stepscope.json.JsonWriter;
import io.stepscope.memory.KnownTensors.Kind;
import io.stepscope.memory.KnownTensors.Tensor;
import io.stepscope.memory.KnownTensors.Tensors;
import io.stepscope.memory.MemoryTimeline.Sample;
import java.util.List;
import java.util.Map;

/**
 * What is known of memory as one JSON object, for scripts; bytes are whole numbers, what is not
 * known is null or left out:
 *
 * <pre>{@code
 * {"error":"java.lang.OutOfMemoryError: Java heap space","step":12,
 *  "process":{"heap/used":…,"heap/limit":…,"process/resident":…},
 *  "timeline":{"series":["gpu/0/memory/used",…],"samples":[{"time":"…","step":11,"bytes":[…]},…]},
 *  "tensors":{"parameters":{"count":4,"bytes":9320,
 *    "largest":[{"name":"01Linear_weight","shape":"(32, 64)","type":"float32","bytes":8192},…]},…},
 *  "holders":[{"name":"…","arrays":4031,"within":1,"bytes":…,"arrays_before":31,"at_step":0,
 *    "note":"4,000 of (1024) float32"},…]}
 * }</pre>
 */
final class MemoryFile {

  private final JsonWriter json = new JsonWriter();
  private final Throwable shortage;
  private final long step;

  MemoryFile(Throwable shortage, long step) {
    this.shortage = shortage;
    this.step = step;
  }

  byte[] of(
      Map<String, Long> process,
      MemoryTimeline timeline,
      List<Sample> samples,
      Map<Kind, Tensors> tensors,
      List<MemoryHolder> holders) {
    json.beginObject();
    json.name("error").value(String.valueOf(shortage));
    number("step", step, Stamp.NONE);
    json.name("process").beginObject();
    process.forEach((name, bytes) -> json.name(name).value(bytes.longValue()));
    json.endObject();
    json.name("timeline").beginObject();
    json.name("series").beginArray();
    timeline.series().forEach(json::value);
    json.endArray();
    json.name("samples").beginArray();
    samples.forEach(this::sample);
    json.endArray().endObject();
    json.name("tensors").beginObject();
    tensors.forEach(this::kind);
    json.endObject();
    json.name("holders").beginArray();
    holders.forEach(this::holder);
    json.endArray();
    return json.endObject().endLine().toByteArray();
  }

  private void sample(Sample sample) {
    json.beginObject();
    json.name("time").value(sample.time());
    number("step", sample.step(), Stamp.NONE);
    json.name("bytes").beginArray();
    for (double value : sample.values()) {
      if (Double.isNaN(value)) {
        json.nullValue();
      } else {
        json.value((long) value);
      }
    }
    json.endArray().endObject();
  }

  private void kind(Kind kind, Tensors known) {
    json.name(kind.words()).beginObject();
    json.name("count").value(known.count());
    json.name("bytes").value(known.bytes());
    json.name("largest").beginArray();
    for (Tensor tensor : known.largest()) {
      json.beginObject();
      json.name("name").value(tensor.name());
      json.name("shape").value(tensor.shape());
      json.name("type").value(tensor.type());
      json.name("bytes").value(tensor.bytes());
      json.endObject();
    }
    json.endArray().endObject();
  }

  private void holder(MemoryHolder holder) {
    json.beginObject();
    json.name("name").value(holder.name());
    number("arrays", holder.arrays(), MemoryHolder.UNKNOWN);
    json.name("within").value(holder.parts());
    number("bytes", holder.bytes(), MemoryHolder.UNKNOWN);
    number("arrays_before", holder.earlier(), MemoryHolder.UNKNOWN);
    number("at_step", holder.earlierStep(), MemoryHolder.UNKNOWN);
    json.name("note").value(holder.note());
    json.endObject();
  }

  private void number(String name, long value, long unknown) {
    json.name(name);
    if (value == unknown) {
      json.nullValue();
    } else {
      json.value(value);
    }
  }
}
