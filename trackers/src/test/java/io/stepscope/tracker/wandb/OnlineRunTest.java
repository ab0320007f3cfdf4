package io.stepscope.tracker.wandb;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.event.RunStatus;
import io.stepscope.http.JsonValue;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Refused;
import io.stepscope.tracker.DeliveryResult.Rejected;
import io.stepscope.tracker.DeliveryResult.Retry;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.fakes.FakeAnswer;
import io.stepscope.tracker.fakes.FakeRequest;
import io.stepscope.tracker.fakes.FakeServer;
import io.stepscope.tracker.fakes.FakeService;
import io.stepscope.tracker.fakes.Fault;
import io.stepscope.tracker.fakes.FaultPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service gets of a run. */
class OnlineRunTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  @SuppressWarnings("NullAway.Init") // set before each test
  private FakeWandb wandb;

  @SuppressWarnings("NullAway.Init") // set before each test
  private FakeServer server;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Delivery delivery;

  @BeforeEach
  void start() throws IOException {
    wandb = new FakeWandb(() -> server.uri());
    server = new FakeServer(wandb);
    delivery = Delivery.online(folder.resolve("run"), server.uri());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private FakeRun sent(Script script) {
    delivery.all(script);
    assertThat(wandb.refusals).isEmpty();
    assertThat(delivery.rejected()).isEmpty();
    return wandb.run(Script.RUN);
  }

  /** Both ways get the same from the same translation; this holds what they make of it together. */
  @Test
  void sendsWhatAnOfflineRunHolds() throws IOException {
    FakeRun online = sent(Script.everything());
    Delivery offline = new Delivery(folder.resolve("offline")).all(Script.everything());
    LoggedRun logged = LoggedRun.read(LogReader.file(offline.folder));

    assertThat(online.history()).hasSize(19).isEqualTo(numbersAsRead(logged.history));
    Map<String, String> summary = online.summary();
    assertThat(summary.remove("_wandb")).contains("runtime");
    logged.summary.remove("_wandb");
    assertThat(summary).isEqualTo(numbersAsRead(List.of(logged.summary)).get(0));
    assertThat(online.lines("wandb-events.jsonl")).hasSameSizeAs(logged.system);
    assertThat(online.lines("output.log")).hasSameSizeAs(logged.console);
    assertThat(online.files.keySet()).containsAll(logged.files);
    assertThat(online.uploaded).containsAll(online.files.keySet());
    assertThat(online.exitCode).isZero();
  }

  private static List<Map<String, String>> numbersAsRead(List<Map<String, String>> lines)
      throws IOException {
    List<Map<String, String>> read = new ArrayList<>();
    for (Map<String, String> line : lines) {
      read.add(ExtendedJson.members(Json.object(line)));
    }
    return read;
  }

  @Test
  void saysWhatTheRunIs() throws IOException {
    delivery.keys.put("group", "nightly");
    delivery.keys.put("tags", "a, b");
    delivery.environment.put("WANDB_NOTES", "first try");
    FakeRun run = sent(Script.everything());

    assertThat(run.project).isEqualTo("digits");
    assertThat(run.variables)
        .containsEntry("displayName", "\"brisk otter\"")
        .containsEntry("groupName", "\"nightly\"")
        .containsEntry("notes", "\"first try\"")
        .containsEntry("tags", "[\"a\",\"b\",\"team:vision\"]")
        .containsEntry("host", "\"node7\"")
        .containsEntry("program", "\"com.acme.Train\"")
        .containsEntry("repo", "\"ssh://git.example/digits\"");
    assertThat(run.config).containsEntry("lr", "0.1").containsEntry("augment", "true");
    JsonValue own = ExtendedJson.parse(run.config.getOrDefault("_wandb", ""));
    assertThat(own.at("t", "12").text()).isEqualTo("stepscope-0.1.0");
    assertThat(own.at("visualize", "validate/confusion", "panel_type").text()).isEqualTo("Vega2");
    assertThat(own.at("e", "stepscope", "memory", "total").text()).isEqualTo("25000000000");
    JsonValue machine = JsonValue.parse(run.files.getOrDefault("wandb-metadata.json", new byte[0]));
    assertThat(machine.get("host").text()).isEqualTo("node7");
    assertThat(machine.at("git", "commit").text()).startsWith("4b825dc6");
  }

  @Test
  void saysOnceWhereTheRunIs() {
    delivery.throughCrashes(Script.everything(), 30);

    assertThat(delivery.notices.stream().distinct())
        .containsExactly("sending to " + server.uri() + "/acme/digits/runs/" + Script.RUN);
  }

  @Test
  void sendsSystemMeasurementsAndConsoleWithTheirTimes() {
    FakeRun run = sent(Script.everything());

    assertThat(run.lines("wandb-events.jsonl").get(2))
        .contains(
            "\"_wandb\":true", "\"system.cpu\":25.0", "\"system.gpu.0.memoryAllocatedBytes\"");
    assertThat(run.lines("output.log"))
        .startsWith(
            "2026-11-21T12:00:00.006000 loading data",
            "ERROR 2026-11-21T12:00:00.007000 a warning");
  }

  @Test
  void sendsAlertsAndArtifacts() {
    sent(Script.everything());

    assertThat(wandb.alerts).containsExactly("WARN loss | spike look", "WARN second ");
    assertThat(wandb.artifacts).hasSize(1);
    FakeArtifact artifact = wandb.artifacts.values().iterator().next();
    assertThat(artifact.committed).isTrue();
    assertThat(artifact.files.get("weights/model.params")).asString().isEqualTo(Script.MODEL);
  }

  @Test
  void makesNoSecondVersionOfAnArtifactThatIsThere() {
    sent(Script.everything());
    delivery.checkpoint = null;
    delivery.all(Script.everything());

    assertThat(wandb.artifacts.values()).extracting(one -> one.commits).containsExactly(1);
  }

  @Test
  void saysThatTheRunFailed() {
    Script script = new Script().started(false).ended(RunStatus.FAILED, "");
    assertThat(sent(script).exitCode).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 30})
  void holdsTheSameAfterCrashes(int batch) throws IOException {
    FakeRun whole = sent(Script.everything());
    wandb.runs.clear();
    delivery.checkpoint = null;
    delivery.throughCrashes(Script.everything(), batch);

    assertThat(wandb.refusals).isEmpty();
    assertSame(wandb.run(Script.RUN), whole);
  }

  private static void assertSame(FakeRun run, FakeRun expected) throws IOException {
    assertThat(run.history()).isEqualTo(expected.history());
    assertThat(run.summary()).isEqualTo(expected.summary());
    assertThat(run.lines("wandb-events.jsonl")).isEqualTo(expected.lines("wandb-events.jsonl"));
    assertThat(run.lines("output.log")).isEqualTo(expected.lines("output.log"));
    assertThat(run.config.keySet()).isEqualTo(expected.config.keySet());
    assertThat(ExtendedJson.parse(run.config.getOrDefault("_wandb", "")).get("visualize").names())
        .hasSize(1);
    assertThat(new HashMap<>(run.files)).containsOnlyKeys(expected.files.keySet());
    assertThat(run.exitCode).isEqualTo(expected.exitCode);
  }

  /** Every failure that may pass, on a third of all requests, and processes that die between. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void holdsTheSameAfterAStorm(long seed) throws IOException {
    FakeRun whole = sent(Script.everything());
    wandb.runs.clear();
    wandb.alerts.clear();
    wandb.artifacts.clear();
    delivery.checkpoint = null;
    delivery.environment.put("WANDB_HTTP_TIMEOUT", "0.5");
    server.retryAfter("0.01");
    List<Fault> faults =
        List.of(
            Fault.TOO_MANY,
            Fault.TOO_MANY_FOR_NOW,
            Fault.ERROR,
            Fault.UNAVAILABLE,
            Fault.GARBAGE,
            Fault.RESET,
            Fault.LOST,
            Fault.CUT,
            Fault.SLOW,
            Fault.PARTIAL,
            Fault.TAKEN_BUT_ERROR);
    server.failing(FaultPlan.random(seed, 0.33, faults));
    List<Event> events = Script.everything().events;
    for (int from = 0; from < events.size(); from += 9) {
      delivery.deliver(delivery.open(), events.subList(from, Math.min(events.size(), from + 9)));
    }
    server.failing(FaultPlan.none());

    assertThat(wandb.refusals).isEmpty();
    assertSame(wandb.run(Script.RUN), whole);
    assertThat(delivery.reasons).hasSizeGreaterThan(20);
    assertThat(wandb.alerts).doesNotHaveDuplicates();
    long uncertain = delivery.outcomes.stream().mapToLong(one -> one.uncertain().size()).sum();
    assertThat(wandb.alerts.size() + uncertain).isGreaterThanOrEqualTo(2);
    assertThat(wandb.artifacts.values()).extracting(one -> one.committed).containsExactly(true);
    String key = delivery.environment.getOrDefault("WANDB_API_KEY", "");
    assertThat(String.join("\n", delivery.reasons) + delivery.notices + delivery.checkpoint)
        .doesNotContain(key, "signature", "Basic ");
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"SILENT", "TAKEN_BUT_SILENT", "DRIPPING"})
  void givesUpWaitingForAnAnswerAndSendsTheSameLinesAgain(Fault fault) throws IOException {
    delivery.environment.put("WANDB_HTTP_TIMEOUT", "0.5");
    server.failing(FaultPlan.script(OnlineRunTest::isStream, fault));
    FakeRun run = sent(Script.everything());

    assertThat(run.history()).hasSize(19);
    assertThat(server.requests())
        .filteredOn(one -> one.endsWith("file_stream"))
        .hasSizeGreaterThan(1);
  }

  @Test
  void waitsAsLongAsTheServerAsks() {
    server.retryAfter("7");
    server.failing(FaultPlan.script(OnlineRunTest::isStream, Fault.TOO_MANY_FOR_NOW));
    try (Tracker tracker = delivery.open()) {
      assertThat(tracker.deliver(Script.everything().events))
          .isInstanceOfSatisfying(
              Retry.class, retry -> assertThat(retry.after()).isEqualTo(Duration.ofSeconds(7)));
    }
  }

  @Test
  void sendsNothingWhileTheRateLimitIsUsedUp() throws IOException {
    FakeService limited =
        request -> {
          FakeAnswer answer = wandb.answer(request);
          Map<String, String> headers = new HashMap<>(answer.headers());
          headers.put("RateLimit-Remaining", "0");
          headers.put("RateLimit-Reset", "30");
          return new FakeAnswer(answer.status(), headers, answer.body());
        };
    List<Event> events = Script.everything().events;
    try (FakeServer slow = new FakeServer(limited)) {
      wandb = new FakeWandb(slow::uri);
      Delivery patient = Delivery.online(folder.resolve("patient"), slow.uri());
      try (Tracker tracker = patient.open()) {
        patient.deliver(tracker, events.subList(0, 10));
        assertThat(tracker.deliver(events.subList(10, 30)))
            .isInstanceOfSatisfying(
                Retry.class,
                retry -> assertThat(retry.after()).isGreaterThan(Duration.ofSeconds(20)));
      }
    }
  }

  @Test
  void letsTheEngineCutWhatIsTooLarge() {
    FakeService small =
        request ->
            request.path().endsWith("file_stream")
                ? FakeAnswer.html(413, "Request Entity Too Large")
                : wandb.answer(request);
    assertThat(answerOf(small)).isInstanceOf(Rejected.class);
  }

  @Test
  void refusesWithTheReasonWhenTheKeyIsNotAccepted() {
    server.failing(FaultPlan.always(Fault.EXPIRED));
    try (Tracker tracker = delivery.create()) {
      assertThat(tracker.open(null))
          .isInstanceOfSatisfying(
              Refused.class,
              refused ->
                  assertThat(refused.reason())
                      .contains("WANDB_API_KEY")
                      .doesNotContain(FakeWandb.KEY));
    }
  }

  @Test
  void refusesWhenTheRunWasDeletedThere() {
    delivery.all(new Script().started(false));
    wandb.runs.clear();
    try (Tracker tracker = delivery.create()) {
      assertThat(tracker.open(delivery.checkpoint))
          .isInstanceOfSatisfying(
              Refused.class,
              refused -> assertThat(refused.reason()).contains("delete cursors/wandb"));
    }
  }

  @Test
  void neverSaysTheKeyEvenWhenTheServerDoes() {
    FakeService careless =
        request ->
            request.path().endsWith("file_stream")
                ? FakeAnswer.json(400, "{\"error\":\"bad key " + FakeWandb.KEY + "\"}")
                : wandb.answer(request);
    assertThat(answerOf(careless))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.reason())
                    .contains("400: bad key ***")
                    .doesNotContain(FakeWandb.KEY));
  }

  private DeliveryResult answerOf(FakeService service) {
    try (FakeServer other = new FakeServer(service)) {
      wandb = new FakeWandb(other::uri);
      Delivery one = Delivery.online(folder.resolve("other"), other.uri());
      try (Tracker tracker = one.open()) {
        return tracker.deliver(Script.everything().events);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isStream(FakeRequest request) {
    return request.path().endsWith("file_stream");
  }
}
