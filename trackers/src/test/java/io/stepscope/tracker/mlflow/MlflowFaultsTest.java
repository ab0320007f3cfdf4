package io.stepscope.tracker.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.event.Params;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Delivered;
import io.stepscope.tracker.DeliveryResult.Partial;
import io.stepscope.tracker.DeliveryResult.Refused;
import io.stepscope.tracker.DeliveryResult.Rejected;
import io.stepscope.tracker.DeliveryResult.Retry;
import io.stepscope.tracker.fakes.FakeAnswer;
import io.stepscope.tracker.fakes.FakeRequest;
import io.stepscope.tracker.fakes.FakeServer;
import io.stepscope.tracker.fakes.Fault;
import io.stepscope.tracker.fakes.FaultPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a delivery when something goes wrong. */
class MlflowFaultsTest {
  private static final String SECRET = "pl4nted-s3cret-token";
  private static final List<Event> EVENTS =
      new Recording()
          .started(false)
          .scalar("train/loss", 0, 0.5)
          .histogram("weights/0_W", 0)
          .line("one")
          .events;

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  private Path folder;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Serving serving;

  @BeforeEach
  void serve() throws IOException {
    serving = new Serving(folder);
    serving.mlflow.authorization = "Bearer " + SECRET;
    serving.keys.put("token", SECRET);
  }

  @AfterEach
  void stop() {
    serving.close();
  }

  /** A batch of many requests gets through although every fourth request fails. */
  @Test
  void goesOnWhereItFailed() {
    Recording run = new Recording().started(false);
    for (int step = 0; step < 15; step++) {
      run.image("input", step);
    }
    int[] count = {0};
    serving.server.failing(request -> ++count[0] % 4 == 0 ? Fault.ERROR : null);
    List<Event> left = run.events;
    int attempts = 0;
    while (!left.isEmpty() && attempts++ < 30) {
      DeliveryResult result = serving.deliver(left);
      if (result instanceof Delivered) {
        left = List.of();
      } else if (result instanceof Partial partial) {
        left = left.subList(partial.events(), left.size());
      }
    }

    assertThat(attempts).isLessThan(25);
    assertThat(serving.mlflow.files()).hasSize(30);
  }

  /** Whatever request it happens to, the batch is delivered again and is there once. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "EXPIRED")
  void triesAgainWhateverGoesWrong(Fault fault) {
    serving.keys.put("timeout", "0.5");
    int requests = 0;
    for (int failing = 0; failing < 16; failing++) {
      int number = failing;
      List<FakeRequest> seen = new ArrayList<>();
      serving.server.failing(
          request -> {
            seen.add(request);
            return seen.size() == number + 1 ? fault : null;
          });
      // As after a death right after the delivery before.
      serving.crash();
      serving.checkpoint = null;
      DeliveryResult result = serving.deliver(EVENTS);
      requests = Math.max(requests, seen.size());
      // The JDK itself asks again when nothing comes back for a question.
      boolean posts = seen.size() > number && !seen.get(number).method().equals("GET");
      if (posts && fault != Fault.SLOW) {
        assertThat(result).as("request " + number).isInstanceOf(Retry.class);
        assertThat(((Retry) result).reason()).doesNotContain(SECRET).doesNotContain("\n");
      }
    }
    assertThat(requests).as("requests of a delivery").isBetween(6, 16);
    serving.checkpoint = null;
    serving.crash();
    serving.server.failing(FaultPlan.none());
    serving.keys.put("timeout", "5");
    serving.delivered(EVENTS);

    assertThat(serving.mlflow.runs).hasSize(1);
    assertThat(serving.value("train/loss")).isEqualTo(0.5);
    assertThat(serving.value("weights/0_W/p50")).isBetween(0.5, 0.5625);
    assertThat(serving.mlflow.files().get("stepscope/console.txt")).isEqualTo("one\n");
    assertThat(serving.mlflow.files().get("stepscope/histograms.jsonl")).containsOnlyOnce("\n");
    assertThat(serving.mlflow.files()).hasSize(4);
  }

  @Test
  void waitsAsLongAsTheServerAsks() {
    serving.server.retryAfter("7");
    serving.server.failing(FaultPlan.always(Fault.TOO_MANY_FOR_NOW));

    assertThat(serving.deliver(EVENTS))
        .isInstanceOfSatisfying(
            Retry.class, retry -> assertThat(retry.after()).isEqualTo(Duration.ofSeconds(7)));
    serving.server.failing(FaultPlan.always(Fault.TOO_MANY));
    assertThat(serving.deliver(EVENTS))
        .isInstanceOfSatisfying(Retry.class, retry -> assertThat(retry.after()).isZero());
  }

  @Test
  void stopsWhenTheKeyHasExpiredAndGoesOnWithANewOne() {
    serving.delivered(EVENTS);
    serving.mlflow.authorization = "Bearer another";
    assertThat(serving.deliver(new Recording().scalar("train/loss", 1, 1).events))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.reason())
                    .contains("mlflow.token")
                    .doesNotContain(SECRET)
                    .doesNotContain("another"));

    serving.crash();
    serving.keys.put("token", "another");
    serving.delivered(new Recording().scalar("train/loss", 1, 1).events);
    assertThat(serving.series("train/loss")).hasSize(2);
  }

  @Test
  void saysThatTheServerIsDownAndComesBackToIt() throws IOException {
    serving.delivered(EVENTS);
    serving.server.stop();
    List<Event> more = new Recording().line("two").scalar("train/loss", 1, 1).events;
    assertThat(serving.deliver(more))
        .isInstanceOfSatisfying(
            Retry.class,
            retry ->
                assertThat(retry.reason())
                    .contains("no answer from " + serving.server.uri())
                    .doesNotContain(SECRET));

    serving.server.start();
    serving.delivered(more);
    assertThat(serving.mlflow.files().get("stepscope/console.txt")).isEqualTo("one\ntwo\n");
  }

  @Test
  void refusesRunsAndExperimentsThatSomebodyDeleted() {
    serving.mlflow.experiments.put("1", "digits");
    serving.mlflow.deletedExperiment = "digits";
    assertRefused("the experiment digits is deleted");

    serving.mlflow.deletedExperiment = "";
    serving.delivered(EVENTS);
    serving.mlflow.run().lifecycleStage = "deleted";
    assertRefused("'active' state");

    serving.mlflow.runs.clear();
    assertRefused("not found");
  }

  @Test
  void refusesWorkspacesThatAreNotThere() {
    serving.keys.put("workspace", "team-a");
    assertRefused("mlflow.workspace");
  }

  @Test
  void refusesToBeSentElsewhere() throws IOException {
    try (FakeServer moved =
        new FakeServer(
            request ->
                new FakeAnswer(302, Map.of("Location", "http://evil.example/"), new byte[0]))) {
      serving.keys.put("uri", moved.uri().toString());
      assertRefused("mlflow.uri");
    }
  }

  @Test
  void leavesItToTheEngineToFindWhatTheServerDoesNotTake() {
    serving.delivered(new Recording().params(Params.Group.PARAMS, "a", 1L).events);
    serving.checkpoint = null;
    serving.crash();

    // The state is lost, so that the value seems to be new.
    assertThat(serving.deliver(new Recording().params(Params.Group.PARAMS, "a", 2L).events))
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> assertThat(rejected.reason()).contains("Changing param values"));
  }

  @Test
  void givesUpABatchThatAlwaysMakesTheServerFail() {
    serving.mlflow.keepsFiles = true;
    serving.delivered(new Recording().scalar("a", 0, 1).events);
    List<Event> nested = new Recording().scalar("a/b", 0, 1).events;
    for (int attempt = 0; attempt < 7; attempt++) {
      assertThat(serving.deliver(nested)).isInstanceOf(Retry.class);
    }
    assertThat(serving.deliver(nested)).isInstanceOf(Rejected.class);
  }

  @Test
  void leavesOutAFileThatTheServerDoesNotTake() {
    Delivered result =
        serving.delivered(new Recording().artifact("x".repeat(30), "0e".repeat(32), 1).events);
    assertThat(result.rejected()).hasSize(1);
  }

  /** All that is wrong is the picture: numbers and bins are there. */
  @Test
  void leavesOutAPictureThatTheServerRefuses() {
    serving.mlflow.refusedFile = "images/";
    Delivered result = serving.delivered(new Recording().histogram("weights/0_W", 0).events);

    assertThat(result.rejected())
        .singleElement()
        .extracting("reason")
        .asString()
        .contains("artifact");
    assertThat(serving.series("weights/0_W/p50")).hasSize(1);
    assertThat(serving.mlflow.files()).containsOnlyKeys("stepscope/histograms.jsonl");
  }

  @Test
  void sendsTheNumbersOfAHistogramWhosePictureMakesTheServerFail() {
    serving.delivered(new Recording().scalar("a", 0, 1).events);
    serving.mlflow.brokenFile = "images/";
    List<Event> histogram = new Recording().histogram("weights/0_W", 0).events;
    for (int attempt = 0; attempt < 7; attempt++) {
      assertThat(serving.deliver(histogram)).isInstanceOf(Retry.class);
    }
    assertThat(serving.deliver(histogram)).isInstanceOf(Rejected.class);
    assertThat(serving.series("weights/0_W/p50")).hasSize(1);
  }

  private void assertRefused(String why) {
    assertThat(serving.deliver(EVENTS))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.reason()).contains(why).doesNotContain(SECRET));
  }
}
