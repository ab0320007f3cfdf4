package io.stepscope.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a writing process at random moments. What its calls had acknowledged, which it notes in a
 * mapped file of its own, must be read back; the same with a buffered stream shows losses, so this
 * test can fail. {@code -Dkill.loops=1000} makes it longer.
 */
class KillIT {
  private static final int LOOPS = Integer.getInteger("kill.loops", 100);
  private static final int THREADS = 2;

  @TempDir Path folder;

  @Test
  void nothingAcknowledgedIsLostAndNothingIsUnreadable() throws Exception {
    Random random = new Random(17);
    long acknowledged = 0;
    for (int loop = 0; loop < LOOPS; loop++) {
      Path run = Files.createDirectory(folder.resolve("journal-" + loop));
      long[] counts = killed(run, "journal", random.nextInt(60));
      long[] read = new long[THREADS];
      try (JournalReader reader = JournalReader.open(run.resolve("journal"))) {
        reader.readAll(new Counting(read));
        assertThat(reader.damagedBytes()).isZero();
      }
      for (int thread = 0; thread < THREADS; thread++) {
        assertThat(read[thread]).isGreaterThanOrEqualTo(counts[thread]);
        acknowledged += counts[thread];
      }
      delete(run);
    }
    assertThat(acknowledged).isGreaterThan(1_000L * LOOPS);
  }

  @Test
  void theSameHarnessSeesWhatABufferedStreamLoses() throws Exception {
    Random random = new Random(17);
    long lost = 0;
    for (int loop = 0; loop < 3; loop++) {
      Path run = Files.createDirectory(folder.resolve("stream-" + loop));
      long[] counts = killed(run, "stream", 10 + random.nextInt(20));
      for (int thread = 0; thread < THREADS; thread++) {
        lost += counts[thread] - Files.size(run.resolve("stream-" + thread)) / 32;
      }
    }
    assertThat(lost).isPositive();
  }

  /** Lets a process write, kills it, and gives what each of its threads had acknowledged. */
  private static long[] killed(Path run, String what, int millis) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                what,
                run.toString())
            .redirectErrorStream(true)
            .redirectOutput(run.resolve("output").toFile())
            .start();
    Path acknowledgements = run.resolve("acknowledged");
    while (!isWriting(acknowledgements)) {
      assertThat(process.isAlive()).describedAs(Files.readString(run.resolve("output"))).isTrue();
      LockSupport.parkNanos(1_000_000);
    }
    LockSupport.parkNanos(millis * 1_000_000L);
    process.destroyForcibly().waitFor();
    return counts(acknowledgements);
  }

  private static boolean isWriting(Path acknowledgements) throws IOException {
    if (!Files.exists(acknowledgements) || Files.size(acknowledgements) < 128 * THREADS) {
      return false;
    }
    for (long count : counts(acknowledgements)) {
      if (count == 0) {
        return false;
      }
    }
    return true;
  }

  private static long[] counts(Path acknowledgements) throws IOException {
    long[] counts = new long[THREADS];
    try (RandomAccessFile file = new RandomAccessFile(acknowledgements.toFile(), "r")) {
      for (int thread = 0; thread < THREADS; thread++) {
        file.seek(128L * thread);
        counts[thread] = Long.reverseBytes(file.readLong());
      }
    }
    return counts;
  }

  private static void delete(Path run) throws IOException {
    List<Path> files = new ArrayList<>();
    try (var found = Files.walk(run)) {
      found.forEach(file -> files.add(0, file));
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }

  /** Checks that each thread's events are there from the first on. */
  private record Counting(long[] read) implements JournalHandler {
    @Override
    public void event(Event event) {
      throw new AssertionError("only scalars were written");
    }

    @Override
    public void scalar(
        String run,
        int rank,
        long sequence,
        long step,
        int epoch,
        long timeMicros,
        String name,
        double value,
        boolean float32) {
      int thread = name.charAt(0) - '0';
      assertThat(step).isEqualTo(read[thread]++);
      assertThat(value).isEqualTo(step * 0.5);
    }
  }
}
