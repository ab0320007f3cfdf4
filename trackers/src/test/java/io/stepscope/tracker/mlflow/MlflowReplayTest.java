package io.stepscope.tracker.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.folder.RunFolder;
import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.forward.ForwardEngine;
import io.stepscope.forward.ForwardStatus;
import io.stepscope.forward.State;
import io.stepscope.forward.Sync;
import io.stepscope.forward.SyncOptions;
import io.stepscope.journal.JournalOptions;
import io.stepscope.journal.JournalWriter;
import io.stepscope.tracker.HeldValue;
import io.stepscope.tracker.ReadBack;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import io.stepscope.tracker.fakes.FakeServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was recorded and is replayed looks as one that was forwarded while it went on. */
class MlflowReplayTest {
  private static final int STEPS = 400;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  private Path folder;

  @Test
  void replayingGivesWhatForwardingGave() throws Exception {
    List<Event> events = Recording.everything(STEPS).events;
    RunFolder run = new RunFolder(folder.resolve(Serving.RUN));
    FakeMlflow live = new FakeMlflow();
    FakeMlflow later = new FakeMlflow();
    try (FakeServer liveServer = new FakeServer(live);
        FakeServer laterServer = new FakeServer(later)) {
      try (JournalWriter journal = journal(run);
          ForwardEngine engine =
              ForwardEngine.start(
                  run, List.of(configured("mlflow", liveServer)), any -> true, line -> {})) {
        for (Event event : events) {
          assertThat(journal.append(event)).isTrue();
          if (event.stamp().sequence() % 500 == 499) {
            assertThat(engine.drain(PATIENCE)).isTrue();
          }
        }
        assertThat(engine.drain(PATIENCE)).isTrue();
      }
      ForwardStatus status = sync(run, configured("replay", laterServer));

      assertThat(status.state()).isEqualTo(State.COMPLETE);
      assertThat(live.run().metrics.get("train/loss")).hasSize(STEPS + 1);
      assertThat(live.points()).isGreaterThan(5L * STEPS);
      assertThat(later.run().metrics).isEqualTo(live.run().metrics);
      assertThat(later.run().params).isEqualTo(live.run().params);
      assertThat(later.run().tags).isEqualTo(live.run().tags);
      assertThat(later.run().status).isEqualTo("FINISHED").isEqualTo(live.run().status);
      assertThat(later.files()).isEqualTo(live.files());
      assertThat(later.files().get("stepscope/console.txt")).startsWith("loading data\nstep 0 ");
    }
  }

  @Test
  void readsBackWhatWasRecordedAndSeesWhatIsMissing() throws Exception {
    List<Event> events = Recording.everything(60).events;
    RunFolder run = new RunFolder(folder.resolve(Serving.RUN));
    FakeMlflow mlflow = new FakeMlflow();
    mlflow.version = "3.11.0";
    try (FakeServer server = new FakeServer(mlflow);
        JournalWriter journal = journal(run)) {
      events.forEach(journal::append);
      sync(run, configured("mlflow", server));

      assertThat(held(server, mlflow)).isEqualTo(expected(server, events));

      mlflow.run().metrics.values().iterator().next().remove(0);
      assertThat(held(server, mlflow)).isNotEqualTo(expected(server, events));
    }
  }

  private static Map<HeldValue, Long> expected(FakeServer server, List<Event> events) {
    Map<HeldValue, Long> values = new HashMap<>();
    try (ReadBack readBack = readBack(server, null)) {
      events.forEach(event -> readBack.expect(event, value -> values.merge(value, 1L, Long::sum)));
    }
    return values;
  }

  private Map<HeldValue, Long> held(FakeServer server, FakeMlflow mlflow) throws IOException {
    RunState state = new RunState();
    state.runId = mlflow.run().runId;
    Map<HeldValue, Long> values = new HashMap<>();
    try (ReadBack readBack = readBack(server, Checkpoint.of(state))) {
      // Kinds are known from what is expected.
      Recording.everything(60).events.forEach(event -> readBack.expect(event, value -> {}));
      readBack.read(value -> values.merge(value, 1L, Long::sum));
    }
    return values;
  }

  private static ReadBack readBack(FakeServer server, @Nullable String checkpoint) {
    Map<String, String> keys = Map.of("uri", server.uri().toString());
    TrackerSettings settings = new TrackerSettings(Serving.RUN, Path.of("."), keys);
    ReadBack readBack = new MlflowTrackerProvider(Map.of()).readBack(settings, checkpoint);
    if (readBack == null) {
      throw new AssertionError("cannot be read");
    }
    return readBack;
  }

  private static JournalWriter journal(RunFolder run) throws IOException {
    return JournalWriter.open(
        run.journal(0), run.id(), 0, new JournalOptions(1 << 30, 1 << 16, 1 << 22));
  }

  private static ForwardStatus sync(RunFolder run, ConfiguredTracker tracker)
      throws InterruptedException {
    SyncOptions options = new SyncOptions(false, PATIENCE, status -> {});
    return Sync.deliver(run, List.of(tracker), any -> false, options).get(0);
  }

  /** Under a name of its own, which has a cursor of its own. */
  private static ConfiguredTracker configured(String name, FakeServer server) {
    Map<String, String> keys = new TreeMap<>();
    keys.put("uri", server.uri().toString());
    return new ConfiguredTracker(named(name), keys);
  }

  static TrackerProvider named(String name) {
    MlflowTrackerProvider provider = new MlflowTrackerProvider(Map.of());
    return new NamedProvider(name, provider);
  }
}
