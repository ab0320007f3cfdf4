package io.stepscope.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.folder.RunFolder;
import io.stepscope.journal.JournalFollower;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Forwarders of one run in several processes. */
@Timeout(300)
class ForwardProcessesIT {
  private static final int KILLS = Integer.getInteger("test.kills", 10);
  private static final int STEPS = 20_000;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void aSecondProcessSaysWhoDeliversAndDeliversNothing() throws Exception {
    try (RecordedRun run = new RecordedRun(folder, "otter").steps(0, 100)) {
      Process owner = ForwardingProcess.start(run.folder);
      try {
        ForwardStatus status = sync(run.folder);
        assertThat(status.state()).isEqualTo(State.HELD_ELSEWHERE);
        assertThat(status.reason()).startsWith("delivered by process " + owner.pid() + "@");
      } finally {
        owner.destroyForcibly().waitFor();
      }
      run.ended();
      assertThat(sync(run.folder).state()).isEqualTo(State.COMPLETE);
      assertThat(delivered(run.folder)).isEqualTo(recorded(run.folder));
    }
  }

  @Test
  void everythingArrivesOnceHoweverOftenForwardersAreKilled() throws Exception {
    Random random = new Random(3);
    try (RecordedRun run = new RecordedRun(folder, "otter").steps(0, STEPS).ended()) {
      for (int kill = 0; kill < KILLS; kill++) {
        Process forwarder = ForwardingProcess.start(run.folder);
        // Some way into the backlog, in the middle of whatever goes on then.
        LockSupport.parkNanos(random.nextInt(20_000_000));
        forwarder.destroyForcibly().waitFor();
      }
      assertThat(sync(run.folder).state()).isEqualTo(State.COMPLETE);
      assertThat(delivered(run.folder)).isEqualTo(recorded(run.folder));
    }
  }

  private static ForwardStatus sync(RunFolder run) throws InterruptedException {
    SyncOptions options = new SyncOptions(false, Duration.ofMinutes(1), status -> {});
    ConfiguredTracker tracker = new ConfiguredTracker(new LinesProvider(), Map.of());
    return Sync.deliver(run, List.of(tracker), asked -> false, options).get(0);
  }

  private static List<Long> delivered(RunFolder run) throws IOException {
    return Files.readAllLines(run.root().resolve("lines")).stream().map(Long::valueOf).toList();
  }

  private static List<Long> recorded(RunFolder run) throws IOException {
    List<Long> sequences = new ArrayList<>();
    try (JournalFollower follower = JournalFollower.open(run.journal(0), "")) {
      while (follower.poll(event -> sequences.add(event.stamp().sequence()), 10_000) > 0) {
        // On to the end.
      }
    }
    return sequences;
  }
}
