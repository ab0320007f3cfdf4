package io.stepscope.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLivenessTest {

  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);

  @TempDir private Path dir;
  private RunFolder run;

  @BeforeEach
  void nameTheRun() {
    run = new RunFolder(dir.resolve("some-run"));
  }

  @Test
  void aRunWithoutALockFileIsNotAlive() {
    assertThat(RunLiveness.isAlive(run, NOW)).isFalse();
  }

  @Test
  void aRunIsAliveWhileThisProcessHoldsItsLock() throws IOException {
    try (RunLock lock = RunLock.tryAcquire(run, 0)) {
      assertThat(lock).isNotNull();
      assertThat(RunLiveness.isAlive(run, NOW)).isTrue();
      assertThat(RunLiveness.holder(run)).isEqualTo(Holder.ofThisProcess());
    }
    assertThat(RunLiveness.isAlive(run, NOW)).isFalse();
  }

  @Test
  void lookingAtARunDoesNotReleaseTheLockThatThisProcessHolds() throws Exception {
    try (RunLock lock = RunLock.tryAcquire(run, 0)) {
      assertThat(lock).isNotNull();
      assertThat(RunLiveness.isAlive(run, NOW)).isTrue();

      assertThat(OnlookerProcess.sees(run)).isEqualTo("alive");
    }
    assertThat(OnlookerProcess.sees(run)).isEqualTo("dead");
  }

  /** On POSIX, closing any descriptor of a file drops all locks that the process holds on it. */
  @Test
  void theHeartbeatShowsLifeAndKeepsTheLock() throws Exception {
    try (RunLock lock = RunLock.tryAcquire(run, 0)) {
      Objects.requireNonNull(lock).beat();
      assertThat(OnlookerProcess.sees(run)).isEqualTo("alive");
      Files.setLastModifiedTime(run.lock(), FileTime.from(Instant.EPOCH));
      lock.beat();
      assertThat(Files.getLastModifiedTime(run.lock()).toInstant()).isAfter(Instant.EPOCH);
    }
  }

  @Test
  void nobodyTakesALockThatIsHeld() throws IOException {
    try (RunLock lock = RunLock.tryAcquire(run, 0)) {
      assertThat(lock).isNotNull();
      assertThat(RunLock.tryAcquire(run, 0)).isNull();
      try (RunLock other = RunLock.tryAcquire(run, 1)) {
        assertThat(other).as("lock of another rank").isNotNull();
      }
    }
    try (RunLock again = RunLock.tryAcquire(run, 0)) {
      assertThat(again).isNotNull();
    }
  }

  @Test
  void aRunOfAnotherHostIsAliveWhileItsHeartbeatIsRecent() throws IOException {
    Files.createDirectories(run.root());
    Files.writeString(run.lock(), "17@another-host");
    Files.setLastModifiedTime(run.lock(), FileTime.from(NOW.instant().minusSeconds(29)));
    assertThat(RunLiveness.isAlive(run, NOW)).isTrue();

    Files.setLastModifiedTime(run.lock(), FileTime.from(NOW.instant().minusSeconds(31)));
    assertThat(RunLiveness.isAlive(run, NOW)).isFalse();
  }

  @Test
  void aLeftLockFileOfThisHostIsNotAliveHoweverRecentItIs() throws IOException {
    Files.createDirectories(run.root());
    Files.writeString(run.lock(), Holder.ofThisProcess().toString());
    Files.setLastModifiedTime(run.lock(), FileTime.from(NOW.instant()));

    assertThat(RunLiveness.isAlive(run, NOW)).isFalse();
  }

  @Test
  void aRunIsAliveAsLongAsAnyRankIs() throws Exception {
    try (RunLock first = RunLock.tryAcquire(run, 0);
        RunLock other = RunLock.tryAcquire(run, 12)) {
      assertThat(first).isNotNull();
      assertThat(other).isNotNull();
      Objects.requireNonNull(first).close();
      assertThat(RunLiveness.isAlive(run, NOW)).isTrue();
      assertThat(RunLiveness.isAlive(run, 0, NOW)).isFalse();
      assertThat(RunLiveness.isAlive(run, 12, NOW)).isTrue();
      assertThat(OnlookerProcess.sees(run)).as("looked at by another process").isEqualTo("alive");
    }
    assertThat(RunLiveness.isAlive(run, NOW)).isFalse();
  }

  @Test
  void theLastHeartbeatOfAProcessThatIsGoneIsNoSignOfLifeButALaterOneIs() throws IOException {
    Files.createDirectories(run.root());
    Files.writeString(run.lock(), "17@another-host");
    Files.setLastModifiedTime(run.lock(), FileTime.from(NOW.instant().minusSeconds(3)));
    Departure gone = Departure.seen(run, 0);

    assertThat(RunLiveness.isAlive(run, NOW)).isTrue();
    assertThat(RunLiveness.isAlive(run, NOW, gone)).isFalse();
    assertThat(RunLiveness.isAlive(run, NOW, Departure.seen(run, 1))).isTrue();
    Files.setLastModifiedTime(run.lock(), FileTime.from(NOW.instant()));
    assertThat(RunLiveness.isAlive(run, NOW, gone)).as("another process resumed it").isTrue();
  }

  /** Another JVM that looks whether a run is alive. */
  static final class OnlookerProcess {
    public static void main(String[] args) {
      boolean alive = RunLiveness.isAlive(new RunFolder(Path.of(args[0])), Clock.systemUTC());
      System.out.println(alive ? "alive" : "dead");
    }

    static String sees(RunFolder run) throws IOException, InterruptedException {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  OnlookerProcess.class.getName(),
                  run.root().toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        String line = out.readLine();
        assertThat(process.waitFor()).isZero();
        return String.valueOf(line);
      }
    }
  }
}
