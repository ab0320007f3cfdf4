package io.stepscope.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stepscope.event.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalTroubleTest {
  @TempDir Path folder;

  @Test
  void aFullDiskLosesEventsCountedUntilThereIsRoomAgain() throws IOException {
    AtomicBoolean full = new AtomicBoolean();
    SegmentFactory factory =
        (file, header, trouble, demand) -> {
          if (full.get()) {
            throw new IOException("No space left on device");
          }
          return SegmentFactories.mapped(file, header, trouble, demand);
        };
    long written = 0;
    long lost = 0;
    try (JournalWriter journal = open(factory)) {
      int name = journal.nameId("loss");
      full.set(true);
      while (lost < 1_000) {
        boolean done = journal.scalar(name, written, 0, written, (double) written);
        written += done ? 1 : 0;
        lost += done ? 0 : 1;
      }
      assertThat(journal.lost(EventKind.SCALAR)).isEqualTo(lost);
      assertThat(journal.trouble()).contains("lost").contains("No space left");

      full.set(false);
      while (!journal.scalar(name, written, 0, written, (double) written)) {
        lost++;
        LockSupport.parkNanos(10_000_000);
      }
      written++;
      assertThat(journal.lost(EventKind.SCALAR)).isEqualTo(lost);
    }
    assertThat(Journals.readAll(folder)).hasSize((int) written);
  }

  @Test
  void aDiskThatHangsHoldsUpATrainingOnceAndShortly() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    SegmentFactory factory =
        (file, header, trouble, demand) -> {
          if (header.number() > 0) {
            hanging.countDown();
            while (!demand.isCancelled()) {
              LockSupport.parkNanos(1_000_000);
            }
          }
          return SegmentFactories.mapped(file, header, trouble, demand);
        };
    try (JournalWriter journal = open(factory)) {
      int name = journal.nameId("loss");
      int written = 0;
      while (journal.scalar(name, written, 0, written, 1.0)) {
        written++;
      }
      hanging.await();
      for (int i = 0; i < 100_000; i++) {
        journal.scalar(name, written, 0, written, 1.0);
      }
      assertThat(journal.lost(EventKind.SCALAR)).isEqualTo(100_001);
      assertThat(journal.trouble()).contains("too slow");
    }
  }

  @Test
  void aThreadThatWaitsGetsAShorterSegment() throws IOException {
    SegmentFactory.Demand demand =
        new SegmentFactory.Demand() {
          @Override
          public boolean isCancelled() {
            return false;
          }

          @Override
          public boolean isContentWith(int bytes) {
            return bytes >= 1 << 20;
          }
        };
    Path file = SegmentFiles.path(folder, 0);
    SegmentHeader wished = new SegmentHeader(0, 0, 0, 1 << 24, 0, "run");

    Segment segment = SegmentFactories.mapped(file, wished, new Trouble(), demand);

    assertThat(segment.size()).isEqualTo(1 << 20);
    assertThat(Files.size(file)).isEqualTo(1 << 20);
    assertThat(segment.header()).isEqualTo(wished.withSize(1 << 20));
  }

  @Test
  void anInterruptedThreadRecordsAndStaysInterrupted() throws IOException {
    Thread.currentThread().interrupt();
    int events = 20_000;
    try (JournalWriter journal = Journals.open(folder)) {
      int name = journal.nameId("loss");
      for (int i = 0; i < events; i++) {
        assertThat(journal.scalar(name, i, 0, i, 1.0)).isTrue();
      }
    }
    assertThat(Thread.interrupted()).isTrue();
    assertThat(Journals.readAll(folder)).hasSize(events);
  }

  @Test
  void withoutAnyRoomTheJournalDoesNotOpen() {
    assertThatThrownBy(
            () ->
                open(
                    (file, header, trouble, demand) -> {
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No space left");
  }

  @Test
  void aFileInPlaceOfTheFolderIsAnError() throws IOException {
    Path file = Files.createFile(folder.resolve("journal"));
    assertThatThrownBy(() -> Journals.open(file)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "nfs4,true", "NFS,true", "cifs,true", "fuse.sshfs,true", "9p,true", "lustre,true",
    "ext4,false", "xfs,false", "tmpfs,false", "overlay,false", "apfs,false", "NTFS,false"
  })
  void networkFileSystemsAreKnownByTheirType(String type, boolean network) {
    assertThat(SegmentFactories.isNetwork(type)).isEqualTo(network);
  }

  private JournalWriter open(SegmentFactory factory) throws IOException {
    return JournalWriter.open(folder, "run", 0, Journals.small(), factory, new Trouble());
  }
}
