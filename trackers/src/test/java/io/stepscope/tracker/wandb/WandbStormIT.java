package io.stepscope.tracker.wandb;

import static io.stepscope.tracker.testkit.KilledForwarders.KILLS;
import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.folder.RunFolder;
import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.forward.Fate;
import io.stepscope.forward.ForwardStatus;
import io.stepscope.tracker.fakes.FakeServer;
import io.stepscope.tracker.fakes.FaultPlan;
import io.stepscope.tracker.testkit.ForwarderProgram;
import io.stepscope.tracker.testkit.KilledForwarders;
import io.stepscope.tracker.testkit.Storm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run is forwarded by processes that are killed again and again; in the end W&amp;B holds exactly
 * what it holds where nothing went wrong.
 */
class WandbStormIT {
  /** A smaller run would be there before a process can be killed. */
  private static final int STEPS = 100 * Math.max(10, KILLS);

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  private Path folder;

  /** A service, and where it is. */
  private static final class Serving implements AutoCloseable {
    final FakeWandb wandb = new FakeWandb(() -> uri());
    final FakeServer server;

    Serving() throws IOException {
      server = new FakeServer(wandb);
    }

    URI uri() {
      return server.uri();
    }

    Map<String, String> keys() {
      return Map.of("mode", "online", "base_url", uri().toString(), "api_key", FakeWandb.KEY);
    }

    FakeRun run() {
      return wandb.run(Script.RUN);
    }

    @Override
    public void close() {
      server.close();
    }
  }

  /** The service fails at every tenth request as well, in every way that it can, and restarts. */
  @Test
  void everythingIsThereOnceInTheEnd() throws Exception {
    List<Event> events = Script.lasting(STEPS).events;
    Map<String, String> impatient = Map.of("WANDB_HTTP_TIMEOUT", "0.5");
    try (Serving calm = new Serving();
        Serving stormy = new Serving()) {
      assertThat(ForwarderProgram.forward(recorded("calm", events), tracker(Map.of(), calm.keys())))
          .matches(ForwardStatus::hasEverything);
      RunFolder run = recorded("stormy", events);
      Storm storm = new Storm(stormy.server, 7);
      storm.kill(new KilledForwarders(run, "wandb", stormy.keys(), impatient), KILLS, 5, 40);
      ForwardStatus status = ForwarderProgram.forwardAll(run, tracker(impatient, stormy.keys()));
      assertThat(status).matches(ForwardStatus::hasEverything);

      stormy.server.failing(FaultPlan.none());
      assertThat(stormy.wandb.refusals).isEmpty();
      assertSame(stormy.run(), calm.run());
      assertThat(stormy.run().history()).hasSize(STEPS);
      assertThat(stormy.wandb.artifacts.values())
          .extracting(artifact -> artifact.commits)
          .containsExactly(1);
      assertAlerts(stormy.wandb, status, KILLS);
    }
  }

  private static void assertSame(FakeRun run, FakeRun expected) throws IOException {
    assertThat(run.history()).isEqualTo(expected.history());
    assertThat(run.summary()).isEqualTo(expected.summary());
    assertThat(run.lines("wandb-events.jsonl")).isEqualTo(expected.lines("wandb-events.jsonl"));
    assertThat(run.lines("output.log")).isEqualTo(expected.lines("output.log"));
    assertThat(run.config).isEqualTo(expected.config);
    assertThat(run.files).containsOnlyKeys(expected.files.keySet());
    expected.files.forEach((path, content) -> assertThat(run.files.get(path)).isEqualTo(content));
    assertThat(run.uploaded).containsAll(expected.uploaded);
    assertThat(run.exitCode).isEqualTo(expected.exitCode).isZero();
  }

  /** They have no key: one at each death may come again, and one whose answer was lost is told. */
  private static void assertAlerts(FakeWandb wandb, ForwardStatus status, int kills) {
    long uncertain = status.receipts().count(Fate.UNCERTAIN, EventKind.ALERT);
    HashSet<String> different = new HashSet<>(wandb.alerts);
    assertThat(different.size() + uncertain).isGreaterThanOrEqualTo(STEPS / 100);
    assertThat(wandb.alerts.size() - different.size()).isLessThanOrEqualTo(kills);
  }

  @Test
  void theFileHoldsTheSameBytes() throws Exception {
    // An artifact stands in the file with the path of its run folder.
    List<Event> events =
        Script.lasting(500 * KILLS).events.stream()
            .filter(event -> event.kind() != EventKind.ARTIFACT)
            .toList();
    Map<String, String> calmKeys = offline("calm");
    assertThat(ForwarderProgram.forward(recorded("calm", events), tracker(Map.of(), calmKeys)))
        .matches(ForwardStatus::hasEverything);
    RunFolder run = recorded("stormy", events);
    Map<String, String> keys = offline("stormy");
    Map<String, String> small = new HashMap<>(keys);
    small.put("batch.events", "200");
    KilledForwarders forwarders = new KilledForwarders(run, "wandb", small, Map.of());
    Path written = folder.resolve("stormy-wandb");
    long whole = bytes(calmFolder());
    Random random = new Random(3);
    int killed = 0;
    for (int started = 0; killed < KILLS && started < 2 * KILLS; started++) {
      long until = bytes(written) + random.nextLong(Math.max(2, whole / (2L * KILLS)));
      killed += forwarders.kill(() -> bytes(written) > until) ? 1 : 0;
    }
    assertThat(killed).isEqualTo(KILLS);
    assertThat(ForwarderProgram.forward(run, tracker(Map.of(), keys)))
        .matches(ForwardStatus::hasEverything);

    assertThat(LogReader.file(written)).hasSameBinaryContentAs(LogReader.file(calmFolder()));
  }

  private Path calmFolder() {
    return folder.resolve("calm-wandb");
  }

  private Map<String, String> offline(String name) {
    return Map.of("mode", "offline", "dir", folder.resolve(name + "-wandb").toString());
  }

  /** Length of the file below a folder; 0 while there is none. */
  private static long bytes(Path below) {
    try (Stream<Path> all = Files.walk(below)) {
      return all.filter(path -> path.toString().endsWith(".wandb"))
          .mapToLong(path -> path.toFile().length())
          .sum();
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  private ConfiguredTracker tracker(Map<String, String> environment, Map<String, String> keys) {
    return new ConfiguredTracker(new WandbTrackerProvider(environment, folder), keys);
  }

  /** The artifact lies in both run folders under the same name. */
  private RunFolder recorded(String name, List<Event> events) throws IOException {
    RunFolder run = KilledForwarders.recorded(folder.resolve(name).resolve(Script.RUN), events);
    Path artifacts = Files.createDirectories(run.root().resolve("artifacts"));
    Files.writeString(artifacts.resolve(Script.MODEL_SHA256), Script.MODEL);
    return run;
  }
}
