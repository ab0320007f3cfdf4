package io.stepscope.tracker.wandb;

import io.stepscope.event.ControlAction;
import io.stepscope.event.Event;
import io.stepscope.event.Image;
import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import io.stepscope.event.Table;
import io.stepscope.event.TensorHistogram;
import io.stepscope.event.Text;
import io.stepscope.event.Timing;
import io.stepscope.histogram.Histogram;
import java.io.IOException;

/** Puts events into rows of history, natively or in W&amp;B's nearest form. */
final class RowValues {
  private final History history;
  private final Destination destination;

  RowValues(History history, Destination destination) {
    this.history = history;
    this.destination = destination;
  }

  /** Puts an event that has a place in a row. */
  void put(Event event, Row row) throws IOException {
    Stamp stamp = event.stamp();
    if (event instanceof Scalar scalar) {
      row.number(name(stamp, scalar.name()), number(scalar));
    } else if (event instanceof Timing timing) {
      row.number(name(stamp, timing.name()), Json.number(timing.nanos() / 1e9));
    } else if (event instanceof TensorHistogram histogram) {
      histogram(name(stamp, histogram.name()), histogram.histogram(), row);
    } else if (event instanceof Text text) {
      row.text(name(stamp, text.name()), text.text());
    } else if (event instanceof ControlAction action) {
      row.text(name(stamp, "run/control"), Texts.of(action));
    } else if (event instanceof Image image) {
      image(name(stamp, image.name()), image, row);
    } else if (event instanceof Table table) {
      table(name(stamp, table.name()), table, row);
    } else {
      throw new IllegalArgumentException("no place in a row for " + event.kind());
    }
  }

  /** What a series is called in W&amp;B. */
  static String name(Stamp stamp, String name) {
    return stamp.rank() == 0 ? name : "rank" + stamp.rank() + '/' + name;
  }

  static String number(Scalar scalar) {
    return scalar.float32() ? Json.number((float) scalar.value()) : Json.number(scalar.value());
  }

  private static void histogram(String name, Histogram histogram, Row row) {
    if (histogram.finite() > 0) {
      row.number(name, Histograms.json(histogram));
    }
    if (histogram.nan() > 0) {
      row.number(name + "/nan", Json.number(histogram.nan()));
    }
    if (histogram.infinite() > 0) {
      row.number(name + "/infinite", Json.number(histogram.infinite()));
    }
  }

  private void image(String name, Image image, Row row) throws IOException {
    byte[] png = image.png();
    MediaFile file = MediaFile.of("images", name, history.stepOf(row), ".png", png);
    destination.file(file, png);
    row.picture(name, new ImageFile(file, image.width(), image.height()));
  }

  private void table(String name, Table event, Row row) throws IOException {
    boolean confusion = event.confusionMatrix();
    Tables table = confusion ? Tables.confusion(event) : Tables.plain(event);
    if (confusion) {
      destination.config(Tables.panelPath(name), Tables.panel(name));
    }
    String key = row.freeKey(confusion ? name + Tables.CONFUSION : name);
    byte[] content = table.content();
    MediaFile file = MediaFile.of("table", key, history.stepOf(row), ".table.json", content);
    destination.file(file, content);
    row.whole(key, table.json(file));
  }
}
