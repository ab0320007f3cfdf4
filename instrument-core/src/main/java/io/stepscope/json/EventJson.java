package io.stepscope.json;

import io.stepscope.event.Event;
import io.stepscope.event.Stamp;
import java.nio.charset.StandardCharsets;

/**
 * The JSON form of events: one object each, as {@code export --format jsonl} writes and {@code
 * docs/events-json.md} lists. Not thread-safe.
 *
 * <p>Every object has {@code run}, {@code rank}, {@code seq}, {@code time}, {@code type}, a {@code
 * name} if its kind has one, {@code step} and {@code epoch}, then the keys of its kind. A step or
 * epoch of none, and a sequence number not yet given, are null. A histogram has one more entry in
 * {@code edges} than in {@code counts}; without finite values both are empty.
 */
public final class EventJson {
  private final JsonWriter json;
  private final IsoTime time = new IsoTime();

  /**
   * @param json takes the objects
   */
  public EventJson(JsonWriter json) {
    this.json = json;
  }

  /** The compact object of one event. */
  public static String of(Event event) {
    JsonWriter json = new JsonWriter();
    new EventJson(json).write(event);
    return new String(json.toByteArray(), StandardCharsets.UTF_8);
  }

  /** Writes one event as an object. */
  public void write(Event event) {
    Stamp stamp = event.stamp();
    json.beginObject();
    json.name("run").value(stamp.run());
    json.name("rank").value(stamp.rank());
    orNull("seq", stamp.sequence());
    time.append(stamp.timeMicros(), json.name("time").beginString());
    json.endString();
    json.name("type").value(event.kind().word());
    String name = EventBody.name(event);
    if (name != null) {
      json.name("name").value(name);
    }
    orNull("step", stamp.step());
    orNull("epoch", stamp.epoch());
    EventBody.write(event, json);
    json.endObject();
  }

  /** Writes one event as a line of its own. */
  public void writeLine(Event event) {
    write(event);
    json.endLine();
  }

  private void orNull(String key, long value) {
    json.name(key);
    if (value < 0) {
      json.nullValue();
    } else {
      json.value(value);
    }
  }
}
