package io.stepscope.training;

import io.stepscope.event.Event;
import io.stepscope.event.Scalar;
import io.stepscope.event.StepComplete;
import io.stepscope.event.TensorHistogram;
import io.stepscope.histogram.Histogram;
import io.stepscope.journal.JournalOptions;
import io.stepscope.journal.JournalReader;
import io.stepscope.journal.JournalWriter;
import io.stepscope.recorder.Notices;
import io.stepscope.recorder.Recorder;
import io.stepscope.redaction.Redaction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A recorder and what is in its journal; the thread for statistics can be held up in it. */
final class Recording implements AutoCloseable {

  private final Path folder;
  private final JournalWriter journal;
  private final List<String> said = new CopyOnWriteArrayList<>();
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile CountDownLatch held = new CountDownLatch(0);
  final Recorder recorder;

  Recording(Path dir) throws IOException {
    folder = dir.resolve("journal");
    journal = JournalWriter.open(folder, "run", 0, JournalOptions.defaults());
    recorder =
        new Recorder(
            journal,
            "run",
            0,
            this::micros,
            new Notices(said::add),
            Redaction.of(Map.of(), Map.of()),
            params -> {});
  }

  /** Lines that were said to people. */
  List<String> said() {
    return said;
  }

  /** The thread for statistics stops at the next thing that it records. */
  void holdStatistics() {
    held = new CountDownLatch(1);
    gate = new CountDownLatch(1);
  }

  /** Waits until it has stopped: until then nobody knows at what it will. */
  void awaitHeld() throws InterruptedException {
    if (!held.await(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the thread for statistics had nothing to record");
    }
  }

  void releaseStatistics() {
    gate.countDown();
  }

  private long micros() {
    if (onStatisticsThread()) {
      held.countDown();
      try {
        if (!gate.await(60, TimeUnit.SECONDS)) {
          throw new IllegalStateException("nobody released the thread for statistics");
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return 0;
  }

  static boolean onStatisticsThread() {
    return Thread.currentThread().getName().equals(StatisticsThread.NAME);
  }

  <E extends Event> List<E> all(Class<E> type) throws IOException {
    List<E> found = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(folder)) {
      reader.readAll(
          event -> {
            if (type.isInstance(event)) {
              found.add(type.cast(event));
            }
          });
    }
    return found;
  }

  Map<Long, Double> scalars(String name) throws IOException {
    Map<Long, Double> values = new TreeMap<>();
    for (Scalar scalar : all(Scalar.class)) {
      if (scalar.name().equals(name)) {
        values.put(scalar.stamp().step(), scalar.value());
      }
    }
    return values;
  }

  Map<Long, Histogram> histograms(String name) throws IOException {
    Map<Long, Histogram> found = new TreeMap<>();
    for (TensorHistogram event : all(TensorHistogram.class)) {
      if (event.name().equals(name) && found.put(event.stamp().step(), event.histogram()) != null) {
        throw new AssertionError(name + " was recorded twice at step " + event.stamp().step());
      }
    }
    return found;
  }

  List<Long> completeSteps() throws IOException {
    return all(StepComplete.class).stream().map(event -> event.stamp().step()).toList();
  }

  @Override
  public void close() {
    releaseStatistics();
    journal.close();
  }
}
