package io.stepscope.tracker.tensorboard;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import io.stepscope.event.TensorHistogram;
import io.stepscope.event.Timing;
import io.stepscope.histogram.Histogram;
import io.stepscope.tracker.HeldValue;
import io.stepscope.tracker.ReadBack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Compares scalars, times and histograms with the event files: the step and float32 value of every
 * point, and the count, sum and sum of squares of every histogram. Texts, images and tables have
 * steps of their own in the files and are not compared.
 */
final class TensorBoardReadBack implements ReadBack {
  private final Path folder;
  private final String marker;
  // What a series was made of cannot be seen in the files.
  private final Map<String, EventKind> kinds = new HashMap<>();
  private long latestStep = Stamp.NONE;

  TensorBoardReadBack(String run, Path folder) {
    this.folder = folder;
    this.marker = RunFiles.marker(run);
  }

  @Override
  public void expect(Event event, Consumer<HeldValue> held) {
    Stamp stamp = event.stamp();
    latestStep = Math.max(latestStep, stamp.step());
    if (event instanceof Scalar scalar) {
      number(EventKind.SCALAR, stamp, scalar.name(), scalar.value(), held);
    } else if (event instanceof Timing timing) {
      number(EventKind.TIMING, stamp, timing.name(), timing.nanos() / 1e9, held);
    } else if (event instanceof TensorHistogram tensor) {
      histogram(stamp, tensor, held);
    }
  }

  private void histogram(Stamp stamp, TensorHistogram event, Consumer<HeldValue> held) {
    Histogram histogram = event.histogram();
    if (histogram.finite() > 0 || histogram.count() == 0) {
      held.accept(
          new HeldValue(
              EventKind.HISTOGRAM,
              EventEncoder.tag(stamp, event.name()),
              stepOf(stamp),
              fingerprint((double) histogram.finite(), histogram.sum(), histogram.sumOfSquares())));
    }
    if (histogram.nan() > 0) {
      number(EventKind.HISTOGRAM, stamp, event.name() + "/nan", (double) histogram.nan(), held);
    }
    if (histogram.infinite() > 0) {
      double infinite = (double) histogram.infinite();
      number(EventKind.HISTOGRAM, stamp, event.name() + "/infinite", infinite, held);
    }
  }

  private void number(
      EventKind kind, Stamp stamp, String name, double value, Consumer<HeldValue> held) {
    String tag = EventEncoder.tag(stamp, name);
    kinds.putIfAbsent(tag, kind);
    held.accept(HeldValue.number(kinds.getOrDefault(tag, kind), tag, stepOf(stamp), (float) value));
  }

  private long stepOf(Stamp stamp) {
    return stamp.hasStep() ? stamp.step() : Math.max(0, latestStep);
  }

  @Override
  public void read(Consumer<HeldValue> held) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> String.valueOf(file.getFileName()).contains(marker)).toList();
    }
    for (Path file : files) {
      try (RecordFile in = RecordFile.open(file, Long.MAX_VALUE)) {
        while (in.next()) {
          event(EventMessage.read(in.payload()), held);
        }
        if (in.passedOver() > 0 || !in.problem().isEmpty()) {
          throw new IOException(
              (file + " holds a record that is cut off or has a wrong checksum " + in.problem())
                  .strip());
        }
      }
    }
  }

  private void event(EventMessage event, Consumer<HeldValue> held) throws IOException {
    if (event.kind() == EventFile.SUMMARY) {
      event.values(value -> value(event.step(), value, held));
    }
  }

  private void value(long step, SummaryValue value, Consumer<HeldValue> held) throws IOException {
    String tag = value.tag();
    if (value.form() == SummaryValue.SIMPLE) {
      EventKind kind = kinds.getOrDefault(tag, EventKind.SCALAR);
      held.accept(HeldValue.number(kind, tag, step, value.simple()));
    } else if (value.form() == SummaryValue.HISTOGRAM) {
      held.accept(new HeldValue(EventKind.HISTOGRAM, tag, step, fingerprint(value.content())));
    }
  }

  private static long fingerprint(ProtoReader histogram) throws IOException {
    double count = 0;
    double sum = 0;
    double squares = 0;
    for (int field = histogram.next(); field != 0; field = histogram.next()) {
      switch (field) {
        case 3 -> count = histogram.float64();
        case 4 -> sum = histogram.float64();
        case 5 -> squares = histogram.float64();
        default -> {
          // Edges and counts follow from what was counted.
        }
      }
    }
    return fingerprint(count, sum, squares);
  }

  private static long fingerprint(double count, double sum, double squares) {
    return (HeldValue.of(count) * 31 + HeldValue.of(sum)) * 31 + HeldValue.of(squares);
  }

  @Override
  public void close() {}
}
