package io.stepscope.tracker.wandb;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.Run;
import io.stepscope.event.Alert;
import io.stepscope.folder.RunFolder;
import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.forward.ForwardStatus;
import io.stepscope.forward.State;
import io.stepscope.forward.Sync;
import io.stepscope.forward.SyncOptions;
import io.stepscope.tracker.testkit.ProtoMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is forwarded while it goes on, and again from its folder when all is over. */
class ReplayTest {
  private static final SyncOptions OPTIONS =
      new SyncOptions(false, Duration.ofSeconds(30), status -> {});

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  @Test
  void givesTheSameAsForwardingLive() throws Exception {
    Path live = folder.resolve("live");
    String id = record(live);
    Path replayed = folder.resolve("replayed");
    copyWithoutCursors(folder.resolve("runs").resolve(id), folder.resolve("copies").resolve(id));
    List<ForwardStatus> status =
        Sync.deliver(
            new RunFolder(folder.resolve("copies").resolve(id)),
            List.of(
                new ConfiguredTracker(
                    new WandbTrackerProvider(Map.of(), folder),
                    Map.of("dir", replayed.toString(), "mode", "offline"))),
            run -> false,
            OPTIONS);

    assertThat(status.get(0).state()).as(status.get(0).reason()).isEqualTo(State.COMPLETE);
    LoggedRun one = LoggedRun.read(LogReader.file(live));
    LoggedRun other = LoggedRun.read(LogReader.file(replayed));
    assertThat(one.history).hasSize(200).isEqualTo(other.history);
    assertThat(one.summary).isEqualTo(other.summary);
    assertThat(one.config).isEqualTo(other.config);
    assertThat(one.console).isEqualTo(other.console);
    assertThat(one.alerts).extracting(ReplayTest::title).containsExactly("half");
    assertThat(other.alerts).extracting(ReplayTest::title).containsExactly("half");
    assertThat(one.kinds).endsWith("exit 0", "final", "footer");
    assertThat(other.kinds).endsWith("exit 0", "final", "footer");
  }

  private static String title(ProtoMessage alert) {
    return alert.string(1);
  }

  private String record(Path live) {
    try (Run run =
        Run.builder()
            .experiment("digits")
            .param("lr", 0.1)
            .set("dir", folder.resolve("runs").toString())
            .set("trackers", "wandb")
            .set("console", "off")
            .set("progress", "off")
            .set("wandb.mode", "offline")
            .set("wandb.dir", live.toString())
            .start()) {
      for (long step = 0; step < 200; step++) {
        run.scalar("train/loss", step, 1.0 / (step + 1));
        run.scalar("train/accuracy", step, step / 200.0);
        if (step == 100) {
          run.alert(Alert.Severity.INFO, "half", "of it");
        }
        run.endStep(step);
      }
      return run.id();
    }
  }

  private static void copyWithoutCursors(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path relative = from.relativize(path);
        if (!relative.startsWith("cursors")) {
          Files.createDirectories(to.resolve(relative).getParent());
          if (Files.isRegularFile(path)) {
            Files.copy(path, to.resolve(relative));
          } else {
            Files.createDirectories(to.resolve(relative));
          }
        }
      }
    }
  }
}
