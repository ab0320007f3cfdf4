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
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
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
  private static final int SUMMARY_VALUE = 1;
  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;
  private static final int HISTO = 5;

  private final Path folder;
  private final String marker;
  // What a series was made of cannot be seen in the files.
  private final Map<String, EventKind> kinds = new HashMap<>();
  private final MaskedCrc crc = new MaskedCrc();
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
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 18))) {
        while (event(in, file, held)) {
          // On to the end.
        }
      }
    }
  }

  private boolean event(DataInputStream in, Path file, Consumer<HeldValue> held)
      throws IOException {
    byte[] length = in.readNBytes(Long.BYTES);
    if (length.length == 0) {
      return false;
    }
    try {
      check(in, length, file);
      byte[] payload =
          new byte[Math.toIntExact(Long.reverseBytes(ByteBuffer.wrap(length).getLong()))];
      in.readFully(payload);
      check(in, payload, file);
      event(new ProtoReader(ByteBuffer.wrap(payload)), held);
      return true;
    } catch (EOFException e) {
      throw new IOException(file + " ends within a record", e);
    }
  }

  private void check(DataInputStream in, byte[] bytes, Path file) throws IOException {
    if (crc.of(bytes, 0, bytes.length) != Integer.reverseBytes(in.readInt())) {
      throw new IOException(file + " holds a record with a wrong checksum");
    }
  }

  private void event(ProtoReader event, Consumer<HeldValue> held) throws IOException {
    long step = 0;
    for (int field = event.next(); field != 0; field = event.next()) {
      if (field == EventFile.STEP) {
        step = event.int64();
      } else if (field == EventFile.SUMMARY) {
        ProtoReader summary = event.message();
        for (int value = summary.next(); value != 0; value = summary.next()) {
          if (value == SUMMARY_VALUE) {
            value(step, summary.message(), held);
          }
        }
      }
    }
  }

  private void value(long step, ProtoReader value, Consumer<HeldValue> held) throws IOException {
    String tag = "";
    for (int field = value.next(); field != 0; field = value.next()) {
      if (field == TAG) {
        tag = value.string();
      } else if (field == SIMPLE_VALUE) {
        EventKind kind = kinds.getOrDefault(tag, EventKind.SCALAR);
        held.accept(HeldValue.number(kind, tag, step, value.float32()));
      } else if (field == HISTO) {
        held.accept(new HeldValue(EventKind.HISTOGRAM, tag, step, fingerprint(value.message())));
      }
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
