package io.stepscope.json;

import io.stepscope.event.Alert;
import io.stepscope.event.ConsoleLine;
import io.stepscope.event.Event;
import io.stepscope.event.Image;
import io.stepscope.event.RunEnded;
import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import io.stepscope.event.Text;
import io.stepscope.event.Timing;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The CSV form of events (RFC 4180, UTF-8, lines end with CR LF), as {@code export --format csv}
 * writes: the columns of {@link #HEADER}. Not thread-safe.
 *
 * <p>A scalar has its number as value, a timing its nanoseconds, a text, console line or alert its
 * text (and the stream or title as name), the end of a run its status; other kinds a JSON object of
 * the keys that are their own, an image without its pixels. A field that does not apply is empty.
 */
public final class EventCsv {
  /** The first line, without its end. */
  public static final String HEADER = "run,rank,seq,time,type,name,step,epoch,value";

  private final IsoTime time = new IsoTime();
  private final Utf8Buffer timeText = new Utf8Buffer();
  private final JsonWriter body = new JsonWriter();

  /** Appends the line of one event, and its end. */
  public void write(Event event, StringBuilder out) {
    Stamp stamp = event.stamp();
    timeText.clear();
    time.append(stamp.timeMicros(), timeText);
    field(stamp.run(), out);
    out.append(',').append(stamp.rank()).append(',');
    number(stamp.sequence(), out);
    out.append(',').append(new String(timeText.toByteArray(), StandardCharsets.US_ASCII));
    out.append(',').append(event.kind().word()).append(',');
    field(name(event), out);
    out.append(',');
    number(stamp.step(), out);
    out.append(',');
    number(stamp.epoch(), out);
    out.append(',');
    field(value(event), out);
    out.append("\r\n");
  }

  private static String name(Event event) {
    if (event instanceof ConsoleLine line) {
      return line.stream().name().toLowerCase(Locale.ROOT);
    }
    if (event instanceof Alert alert) {
      return alert.title();
    }
    String name = EventBody.name(event);
    return name == null ? "" : name;
  }

  private String value(Event event) {
    return switch (event.kind()) {
      case SCALAR -> scalar((Scalar) event);
      case TIMING -> Long.toString(((Timing) event).nanos());
      case TEXT -> ((Text) event).text();
      case CONSOLE_LINE -> ((ConsoleLine) event).text();
      case ALERT -> ((Alert) event).text();
      case RUN_ENDED -> ((RunEnded) event).status().word();
      case STEP_COMPLETE -> "";
      case IMAGE -> {
        Image image = (Image) event;
        yield "{\"width\":" + image.width() + ",\"height\":" + image.height() + "}";
      }
      case HISTOGRAM, TABLE, MODEL_GRAPH, ARTIFACT, PARAMS, CONTROL_ACTION, RUN_STARTED ->
          json(event);
    };
  }

  private String json(Event event) {
    body.clear();
    body.beginObject();
    EventBody.write(event, body);
    body.endObject();
    return new String(body.toByteArray(), StandardCharsets.UTF_8);
  }

  private static String scalar(Scalar scalar) {
    return scalar.float32()
        ? Float.toString((float) scalar.value())
        : Double.toString(scalar.value());
  }

  private static void number(long value, StringBuilder out) {
    if (value >= 0) {
      out.append(value);
    }
  }

  private static void field(String text, StringBuilder out) {
    if (text.indexOf(',') < 0
        && text.indexOf('"') < 0
        && text.indexOf('\n') < 0
        && text.indexOf('\r') < 0) {
      out.append(text);
    } else {
      out.append('"').append(text.replace("\"", "\"\"")).append('"');
    }
  }
}
