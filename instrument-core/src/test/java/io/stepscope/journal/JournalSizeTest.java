package io.stepscope.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.TensorHistogram;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalSizeTest {
  @TempDir Path folder;

  @Test
  void aHundredScalarsTakeLittleRoom() throws IOException {
    try (JournalWriter journal = JournalWriter.open(folder, "run", 0, JournalOptions.defaults())) {
      int name = journal.nameId("loss");
      for (int i = 0; i < 100; i++) {
        journal.scalar(name, i, 0, i, (double) i);
      }
      assertThat(bytesOnDisk()).isLessThan(2 << 20);
      assertThat(journal.bytes()).isLessThan(8192);
    }
    assertThat(bytesOnDisk()).isLessThan(8192);
  }

  @Test
  void appendingAScalarAllocatesNothing() throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int events = 100_000;
    try (JournalWriter journal = JournalWriter.open(folder, "run", 0, JournalOptions.defaults())) {
      append(journal, events);
      long before = threads.getCurrentThreadAllocatedBytes();
      append(journal, events);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      // The change of a segment allocates; a byte for each event would be far more.
      assertThat(allocated).isLessThan(events / 10);
    }
  }

  @Test
  void beyondItsMaximumTheJournalThinsOutHistogramsAlone() throws IOException {
    int steps = 4_000;
    JournalOptions options = new JournalOptions(1 << 18, 1 << 16, 1 << 16);
    try (JournalWriter journal = JournalWriter.open(folder, "run", 0, options)) {
      int name = journal.nameId("loss");
      for (int step = 0; step < steps; step++) {
        assertThat(journal.scalar(name, step, 0, step, 1.0)).isTrue();
        journal.append(new TensorHistogram(Journals.stamp(step), "weights", EveryKind.histogram()));
      }
      assertThat(journal.lost(EventKind.SCALAR)).isZero();
      assertThat(journal.lost(EventKind.HISTOGRAM)).isBetween(1L, (long) steps);
    }

    List<Event> events = Journals.readAll(folder);
    List<Long> kept =
        events.stream()
            .filter(event -> event.kind() == EventKind.HISTOGRAM)
            .map(event -> event.stamp().step())
            .toList();
    assertThat(events).hasSize(steps + kept.size());
    assertThat(kept.subList(0, 100)).last().isEqualTo(99L);
    long lastGap = kept.get(kept.size() - 1) - kept.get(kept.size() - 2);
    assertThat(lastGap).isGreaterThanOrEqualTo(4);
    assertThat(Long.bitCount(lastGap)).isEqualTo(1);
    assertThat(bytesOnDisk()).isLessThan(2 << 18);
  }

  private static void append(JournalWriter journal, int events) {
    for (int i = 0; i < events; i++) {
      journal.scalar(journal.nameId("loss"), i, 0, i, (double) i);
      journal.scalar(journal.nameId("accuracy"), i, 0, i, 0.5f);
      journal.timing(journal.nameId("time/step"), i, 0, i, 17);
    }
  }

  private long bytesOnDisk() throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        sum += Files.size(file);
      }
    }
    return sum;
  }
}
