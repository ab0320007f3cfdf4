package io.stepscope.tracker.wandb;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.fakes.FakeAnswer;
import io.stepscope.tracker.fakes.FakeRequest;
import io.stepscope.tracker.fakes.FakeServer;
import io.stepscope.tracker.fakes.Fault;
import io.stepscope.tracker.fakes.FaultPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be sent is left out by itself; what may be taken later is not left out. */
class OnlineLimitsTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  private Path folder;

  @SuppressWarnings("NullAway.Init") // set before each test
  private FakeWandb wandb;

  @SuppressWarnings("NullAway.Init") // set before each test
  private FakeServer server;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Delivery delivery;

  /** Answers in the place of the service where it is not null. */
  private Function<FakeRequest, @Nullable FakeAnswer> instead = request -> null;

  @BeforeEach
  void start() throws IOException {
    wandb = new FakeWandb(() -> server.uri());
    server =
        new FakeServer(
            request -> {
              FakeAnswer other = instead.apply(request);
              return other == null ? wandb.answer(request) : other;
            });
    delivery = Delivery.online(folder, server.uri());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void deliver(Script script) {
    try (Tracker tracker = delivery.open()) {
      delivery.deliver(tracker, script.events);
    }
  }

  /** Each event for itself, as when the engine looks for one that is wrong. */
  private void deliverEach(Script script) {
    try (Tracker tracker = delivery.open()) {
      for (Event event : script.events) {
        delivery.deliver(tracker, List.of(event));
      }
    }
  }

  private static Script wide(Script script, long step, int series) {
    for (int i = 0; i < series; i++) {
      script.scalar("s" + i + "x".repeat(1_000), step, i);
    }
    return script.complete(step);
  }

  @Test
  void sendsALineAndTheSummaryInRequestsOfTheirOwnWhereBothAreLong() throws IOException {
    wandb.mostBytes = 100_000;
    Script script = wide(new Script().started(false), 0, 60);
    deliver(script.scalar("train/loss", 1, 0.5).complete(1));

    FakeRun run = wandb.run(Script.RUN);
    assertThat(run.history()).hasSize(2);
    assertThat(run.summary()).hasSizeGreaterThan(60).containsEntry("train/loss", "0.5");
    assertThat(wandb.tooLarge).isPositive();
    assertThat(delivery.rejected()).isEmpty();
    assertThat(wandb.refusals).isEmpty();
  }

  /** Its values came in the batch before, and were acknowledged. */
  @Test
  void leavesOutALineThatIsTooLongAndSendsTheNextOnes() throws IOException {
    wandb.mostBytes = 50_000;
    Script script = new Script().started(false).scalar("train/loss", 0, 1).complete(0);
    wide(script, 1, 60);
    script.scalar("train/loss", 2, 0.5).complete(2);
    deliverEach(script);
    Script more = new Script().after(60_000_000).scalar("train/loss", 3, 0.25).complete(3);
    deliver(more);

    FakeRun run = wandb.run(Script.RUN);
    assertThat(run.history()).extracting(line -> line.get("_step")).containsExactly("0", "2", "3");
    assertThat(delivery.rejected()).singleElement().asString().contains("too large (413)");
    assertThat(run.summary()).containsEntry("train/loss", "0.25").doesNotContainKey("s0");
    assertThat(wandb.refusals).isEmpty();
  }

  @Test
  void countsTheValuesOfALineThatIsTooLong() throws IOException {
    wandb.mostBytes = 50_000;
    Script script = wide(new Script().started(false), 1, 60);
    deliver(script.scalar("train/loss", 2, 0.5).complete(2));

    assertThat(wandb.run(Script.RUN).history()).hasSize(1);
    assertThat(delivery.rejected()).hasSize(61);
  }

  @Test
  void leavesOutAPageThatTheStoreNeverTakes() throws IOException {
    // W&B itself does not look whether what a line refers to is there.
    wandb.ours = false;
    instead =
        request -> request.path().endsWith(".html") ? FakeAnswer.html(413, "Too Large") : null;
    Script script = new Script().started(false).text("notes", 1, "long").complete(1);
    deliverEach(script.scalar("train/loss", 2, 0.5).complete(2));

    assertThat(wandb.run(Script.RUN).history()).hasSize(2);
    assertThat(delivery.rejected()).singleElement().asString().contains("media/html/notes_1");
  }

  @Test
  void asksForAnotherAddressWhenTheOneForAnUploadIsTooOld() {
    int[] refusals = {2};
    instead =
        request ->
            request.path().startsWith("/store/") && refusals[0]-- > 0
                ? FakeAnswer.text(403, "Request has expired")
                : null;
    deliver(Script.everything());

    assertThat(delivery.rejected()).isEmpty();
    assertThat(delivery.reasons).hasSize(2);
    assertThat(wandb.run(Script.RUN).uploaded).isNotEmpty();
  }

  @Test
  void losesNoAlertAndNoArtifactWhileTheKeyIsNotAccepted() {
    for (String operation : List.of("CreateArtifact", "NotifyScriptableRunAlert")) {
      wandb.alerts.clear();
      wandb.artifacts.clear();
      delivery.checkpoint = null;
      delivery.reasons.clear();
      server.failing(FaultPlan.script(asks(operation), Fault.EXPIRED, Fault.EXPIRED));
      deliver(Script.everything());

      assertThat(delivery.reasons).isNotEmpty().allMatch(reason -> reason.contains("no more"));
      assertEverythingOnce();
    }
  }

  @Test
  void losesNoAlertAndNoArtifactWhileGraphQlFails() {
    for (String operation : List.of("CreateArtifact", "CommitArtifact", "NotifyScriptable")) {
      wandb.alerts.clear();
      wandb.artifacts.clear();
      delivery.checkpoint = null;
      delivery.reasons.clear();
      int[] failures = {2};
      instead =
          request ->
              asks(operation).test(request) && failures[0]-- > 0
                  ? error("could not reach the database")
                  : null;
      deliver(Script.everything());

      assertThat(delivery.reasons).isNotEmpty().allMatch(reason -> reason.contains("database"));
      assertEverythingOnce();
    }
  }

  @Test
  void leavesOutTheAlertOrArtifactThatIsNamedAsWrong() {
    Map<String, String> wrong =
        Map.of("CreateArtifact", "weights/model.params", "NotifyScriptable", "loss | spike");
    instead =
        request -> {
          for (Map.Entry<String, String> one : wrong.entrySet()) {
            if (asks(one.getKey()).test(request)
                && (request.text().contains(one.getValue())
                    || one.getKey().equals("CreateArtifact"))) {
              return error(one.getValue() + " is not a valid name");
            }
          }
          return null;
        };
    deliver(Script.everything());

    assertThat(delivery.rejected()).hasSize(2).allMatch(why -> why.contains("not a valid name"));
    assertThat(wandb.alerts).containsExactly("WARN second ");
    assertThat(wandb.run(Script.RUN).exitCode).isZero();
  }

  private void assertEverythingOnce() {
    assertThat(delivery.rejected()).isEmpty();
    assertThat(wandb.alerts).containsExactly("WARN loss | spike look", "WARN second ");
    assertThat(wandb.artifacts.values()).extracting(one -> one.committed).containsExactly(true);
    assertThat(wandb.refusals).isEmpty();
  }

  private static FakeAnswer error(String message) {
    return FakeAnswer.json(200, "{\"errors\":[{\"message\":" + Json.text(message) + "}]}");
  }

  private static Predicate<FakeRequest> asks(String operation) {
    return request ->
        request.path().equals("/graphql")
            && request.text().contains("\"operationName\":\"" + operation);
  }
}
