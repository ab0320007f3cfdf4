package io.stepscope.tracker.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stepscope.event.Event;
import io.stepscope.tracker.DeliveryResult.Retry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that have their clients write the files of runs. */
class LocalArtifactsTest {
  private static final List<Event> EVENTS =
      new Recording().line("one").scalar("train/loss", 0, 1).events;

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  private Path folder;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Serving serving;

  @BeforeEach
  void serve() throws IOException {
    serving = new Serving(folder.resolve("runs"));
  }

  @AfterEach
  void stop() {
    serving.close();
  }

  private Path run(Path root) {
    return root.resolve("0").resolve(serving.mlflow.run().runId);
  }

  /** The server may run as somebody else. */
  @Test
  void letsTheServerReadWhatItWrites() throws IOException {
    assumeTrue(
        folder.getFileSystem().supportedFileAttributeViews().contains("posix"),
        "this file system has no permissions");
    serving.mlflow.artifactRoot = folder.toUri().toString();
    serving.delivered(EVENTS);

    Path usual = Files.createFile(folder.resolve("usual"));
    Path console = run(folder).resolve("artifacts/stepscope/console.txt");
    assertThat(Files.getPosixFilePermissions(console))
        .isEqualTo(Files.getPosixFilePermissions(usual));
    try (var files = Files.list(console.getParent())) {
      assertThat(files).containsExactly(console);
    }
  }

  @Test
  void writesToAFolderGivenAsAPath() {
    serving.mlflow.artifactRoot = folder + "/";
    serving.delivered(EVENTS);

    assertThat(run(folder).resolve("artifacts/stepscope/console.txt")).hasContent("one\n");
  }

  /** As where a tunnel leads to a server on another machine. */
  @Test
  void makesNoFoldersThatOnlyTheServerKnows() {
    Path elsewhere = folder.resolve("elsewhere");
    serving.mlflow.artifactRoot = elsewhere.toUri() + "/";

    assertThat(serving.delivered(EVENTS).skipped())
        .singleElement()
        .satisfies(left -> assertThat(left.reason()).contains("not on this machine"));
    assertThat(elsewhere).doesNotExist();
    assertThat(serving.value("train/loss")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "C:/mlruns/0/abc/artifacts",
        "C:\\mlruns\\0\\abc\\artifacts",
        "file://server/share/0/abc/artifacts",
        "file:mlruns/0/abc/artifacts",
        "./mlruns/0/abc/artifacts",
        "/tmp/0/another/artifacts",
        "/abc/artifacts",
        "file:///",
        "",
      })
  void writesNowhereElse(String uri) {
    assertThat(Artifacts.at(uri, "abc", calls()).unavailable()).isNotNull();
  }

  private ServerCalls calls() {
    return new ServerCalls(new MlflowSettings(serving.keys, Map.of()));
  }

  @Test
  void leavesOutFilesWhereItMayNotWrite() throws IOException {
    serving.mlflow.artifactRoot = folder.toUri().toString();
    serving.delivered(new Recording().scalar("s", 0, 1).events);
    Files.createDirectories(folder.resolve("0"));
    Files.writeString(run(folder), "in the way");
    assertThat(serving.deliver(EVENTS)).isInstanceOf(Retry.class);

    assertThat(serving.delivered(EVENTS).skipped())
        .singleElement()
        .satisfies(left -> assertThat(left.reason()).contains("may not write"));
    assertThat(serving.value("train/loss")).isEqualTo(1);
  }
}
