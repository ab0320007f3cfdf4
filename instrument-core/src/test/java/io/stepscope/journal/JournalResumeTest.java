package io.stepscope.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.event.Scalar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalResumeTest {
  @TempDir Path folder;
  @TempDir Path killed;

  @Test
  void aResumedJournalGoesOnBehindTheLastEvent() throws IOException {
    write(folder, 0, 1_000);
    write(folder, 1_000, 1_000);
    write(folder, 2_000, 10);

    assertCounts(Journals.readAll(folder), 2_010);
  }

  @Test
  void whatAKilledRunLeavesIsReadAndResumed() throws IOException {
    writeAndKill(900);
    assertCounts(Journals.readAll(killed), 900);

    write(killed, 900, 1_000);
    assertCounts(Journals.readAll(killed), 1_900);
  }

  @Test
  void aFollowerGoesOnFromAKilledRunToItsResumption() throws IOException {
    writeAndKill(900);
    List<Event> events = new ArrayList<>();
    String frontier;
    try (JournalFollower follower = JournalFollower.open(killed, "")) {
      follower.poll(events::add, 500);
      frontier = follower.frontier();
    }
    JournalTrimming.trim(killed);
    write(killed, 900, 1_000);
    try (JournalFollower follower = JournalFollower.open(killed, frontier)) {
      events.addAll(Journals.follow(follower));
      // The lease of the resuming thread alone.
      assertThat(follower.frontier()).containsOnlyOnce("+").doesNotContain("-");
    }

    assertCounts(events, 1_900);
  }

  @Test
  void aFollowerThatWatchesSeesTheResumptionToo() throws IOException {
    writeAndKill(900);
    try (JournalFollower follower = JournalFollower.open(killed, "")) {
      List<Event> events = Journals.follow(follower);
      assertCounts(events, 900);
      JournalTrimming.trim(killed);
      write(killed, 900, 100);
      events.addAll(Journals.follow(follower));
      assertCounts(events, 1_000);
    }
  }

  /** A lease that was claimed and never written lies before those of other threads. */
  @Test
  void aPendingLeaseOfADeadRunStopsNobody() throws IOException {
    try (JournalWriter journal = Journals.open(folder)) {
      int name = journal.nameId("loss");
      for (int i = 0; i < 500; i++) {
        journal.scalar(name, i, 0, i, (double) i);
      }
    }
    Path first = SegmentFiles.path(folder, 0);
    byte[] bytes = Files.readAllBytes(first);
    Arrays.fill(bytes, 3 * 512, 4 * 512, (byte) 0);
    Files.write(first, bytes);
    write(folder, 500, 100);

    try (JournalFollower follower = JournalFollower.open(folder, "")) {
      assertThat(Journals.follow(follower)).hasSizeGreaterThan(550);
      assertThat(follower.frontier()).doesNotContain("-");
    }
  }

  /** The run was killed while a segment was being laid out. */
  @Test
  void aSegmentThatWasNeverBegunIsPassedOver() throws IOException {
    write(folder, 0, 10);
    Files.write(SegmentFiles.path(folder, 1), new byte[4_096]);
    write(folder, 10, 10);
    assertThat(SegmentFiles.path(folder, 2)).exists();

    assertCounts(Journals.readAll(folder), 20);
    try (JournalFollower follower = JournalFollower.open(folder, "")) {
      assertCounts(Journals.follow(follower), 20);
    }
  }

  @Test
  void aFirstSegmentWithoutItsHeaderIsCountedAsDamaged() throws IOException {
    write(folder, 0, 10);
    Path first = SegmentFiles.path(folder, 0);
    byte[] bytes = Files.readAllBytes(first);
    bytes[30] ^= 1;
    Files.write(first, bytes);

    List<Event> events = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(folder)) {
      reader.readAll(events::add);
      assertThat(reader.damagedBytes()).isEqualTo(bytes.length);
      assertThat(events).isEmpty();
      write(folder, 10, 10);
      reader.readAll(events::add);
      assertThat(reader.damagedBytes()).isEqualTo(bytes.length);
      assertThat(events).hasSize(10);
    }
  }

  @Test
  void trimmingCutsOffWhatIsUnused() throws IOException {
    writeAndKill(10);
    long before = bytes(killed);

    long freed = JournalTrimming.trim(killed);

    assertThat(freed).isPositive();
    assertThat(bytes(killed)).isEqualTo(before - freed).isLessThan(3 * 512 + 1);
    assertCounts(Journals.readAll(killed), 10);
    assertThat(JournalTrimming.trim(killed)).isZero();
  }

  @Test
  void theTailHoldsTheEnd() throws IOException {
    write(folder, 0, 20_000);
    List<Event> tail = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(folder)) {
      reader.readTail(tail::add);
    }
    assertThat(tail).hasSizeBetween(1, 15_000);
    assertThat(((Scalar) tail.get(tail.size() - 1)).value()).isEqualTo(19_999);
    assertThat(((Scalar) tail.get(0)).name()).isEqualTo("loss");
  }

  @Test
  void aMissingFolderIsAnEmptyJournal() throws IOException {
    Path nowhere = folder.resolve("none");
    assertThat(Journals.readAll(nowhere)).isEmpty();
    try (JournalFollower follower = JournalFollower.open(nowhere, "")) {
      assertThat(Journals.follow(follower)).isEmpty();
      write(nowhere, 0, 3);
      assertCounts(Journals.follow(follower), 3);
    }
  }

  private static void write(Path to, int from, int events) throws IOException {
    try (JournalWriter journal = Journals.open(to)) {
      write(journal, from, events);
    }
  }

  private static void write(JournalWriter journal, int from, int events) {
    for (int i = from; i < from + events; i++) {
      assertThat(journal.scalar(journal.nameId("loss"), i, 0, i, (double) i)).isTrue();
    }
  }

  /** What lies on the disk while the journal is open is what a killed process leaves. */
  private void writeAndKill(int events) throws IOException {
    try (JournalWriter journal = Journals.open(folder)) {
      write(journal, 0, events);
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.copy(file, killed.resolve(file.getFileName()));
        }
      }
    }
  }

  private static void assertCounts(List<Event> events, int count) {
    assertThat(events).hasSize(count);
    long sequence = -1;
    for (int i = 0; i < count; i++) {
      assertThat(((Scalar) events.get(i)).value()).isEqualTo(i);
      assertThat(events.get(i).stamp().sequence()).isGreaterThan(sequence);
      sequence = events.get(i).stamp().sequence();
    }
  }

  private static long bytes(Path of) throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.list(of)) {
      for (Path file : files.toList()) {
        sum += Files.size(file);
      }
    }
    return sum;
  }
}
