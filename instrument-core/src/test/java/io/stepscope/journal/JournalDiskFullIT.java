package io.stepscope.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stepscope.event.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a memory file system of two megabytes. */
class JournalDiskFullIT {
  @TempDir Path disk;

  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted = run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString());
    assumeTrue(mounted, "skipped: mounting a small file system needs root on Linux");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      run("umount", "-l", disk.toString());
    }
  }

  @Test
  void mappedSegmentsGoOnWhenThereIsRoomAgain() throws IOException {
    fillAndFree(SegmentFactories::mapped);
  }

  @Test
  void plainSegmentsGoOnWhenThereIsRoomAgain() throws IOException {
    fillAndFree(SegmentFactories::plain);
  }

  private void fillAndFree(SegmentFactory factory) throws IOException {
    Path ballast = disk.resolve("ballast");
    Files.write(ballast, new byte[1 << 20]);
    Path folder = disk.resolve("journal");
    JournalOptions options = new JournalOptions(1 << 30, 1 << 18, 1 << 18);
    long written = 0;
    long lost = 0;
    try (JournalWriter journal =
        JournalWriter.open(folder, "run", 0, options, factory, new Trouble())) {
      int name = journal.nameId("loss");
      while (lost < 1_000) {
        boolean done = journal.scalar(name, written, 0, written, (double) written);
        written += done ? 1 : 0;
        lost += done ? 0 : 1;
      }
      assertThat(journal.trouble()).contains("No space left");
      Files.delete(ballast);
      while (!journal.scalar(name, written, 0, written, (double) written)) {
        lost++;
        LockSupport.parkNanos(10_000_000);
      }
      written++;
      assertThat(journal.lost(EventKind.SCALAR)).isEqualTo(lost);
    }
    assertThat(Journals.readAll(folder)).hasSize((int) written);
  }

  private static boolean run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
