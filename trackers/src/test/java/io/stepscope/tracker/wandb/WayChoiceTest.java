package io.stepscope.tracker.wandb;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Delivered;
import io.stepscope.tracker.DeliveryResult.Refused;
import io.stepscope.tracker.DeliveryResult.Retry;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.fakes.FakeServer;
import io.stepscope.tracker.fakes.Fault;
import io.stepscope.tracker.fakes.FaultPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When runs are sent, when they are written, and what is said about it. */
class WayChoiceTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  @SuppressWarnings("NullAway.Init") // set before each test
  private FakeServer server;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Delivery delivery;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer(new FakeWandb(() -> server.uri()));
    delivery = new Delivery(folder);
    delivery.environment.put("WANDB_BASE_URL", server.uri().toString());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private DeliveryResult open() {
    try (Tracker tracker = delivery.create()) {
      return tracker.open(delivery.checkpoint);
    }
  }

  private void key() {
    delivery.environment.put("WANDB_API_KEY", FakeWandb.KEY);
  }

  @Test
  void writesWithoutAKeyAndSaysSoInOneLine() {
    delivery.all(new Script().started(false));

    assertThat(delivery.notices)
        .containsExactly(
            "no API key; writing into "
                + folder.resolve("wandb")
                + ", upload with: wandb sync <folder there>");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void writesWithoutANetworkAndSaysSoInOneLine() {
    key();
    server.stop();
    delivery.all(new Script().started(false));

    assertThat(delivery.notices).hasSize(1);
    assertThat(delivery.notices.get(0)).startsWith("127.0.0.1 cannot be reached; writing into");
  }

  @Test
  void sendsWithAKeyFromTheFileOfTheToolsOfWandb() throws IOException {
    Files.writeString(
        folder.resolve(".netrc"),
        "machine example.com login user password other\nmachine "
            + server.uri().getAuthority()
            + "\n  login user\n  password "
            + FakeWandb.KEY
            + "\n");
    delivery.all(new Script().started(false));

    assertThat(delivery.notices.get(0)).startsWith("sending to");
  }

  @Test
  void triesAgainWhenTheServiceIsThereButFails() {
    key();
    server.failing(FaultPlan.always(Fault.UNAVAILABLE));

    assertThat(open()).isInstanceOf(Retry.class);
  }

  @Test
  void refusesToSendWithoutAKey() {
    delivery.keys.put("mode", "online");

    assertThat(open()).isInstanceOf(Refused.class);
  }

  @Test
  void triesAgainWhenItMustSendAndCannotReachTheService() {
    key();
    delivery.keys.put("mode", "online");
    server.stop();

    assertThat(open()).isInstanceOf(Retry.class);
  }

  @Test
  void writesWhenTold() {
    key();
    delivery.environment.put("WANDB_MODE", "offline");
    delivery.all(new Script().started(false));

    assertThat(delivery.notices).isEmpty();
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void keepsToTheWayARunWasBegun() throws IOException {
    delivery.all(new Script().started(false).scalar("a", 0, 1).complete(0));
    key();
    try (Tracker tracker = delivery.open()) {
      delivery.deliver(tracker, new Script().started(true).scalar("a", 1, 1).complete(1).events);
    }
    assertThat(LoggedRun.read(LogReader.file(folder)).history).hasSize(2);

    delivery.keys.put("mode", "online");
    assertThat(open())
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).contains("wandb.mode=offline"));
  }

  @Test
  void keepsTheWayThatWasChosenBeforeTheFirstBatch() {
    DeliveryResult opened = open();
    assertThat(opened).isInstanceOf(Delivered.class);
    delivery.checkpoint = ((Delivered) opened).checkpoint();
    key();
    delivery.all(new Script().started(false));

    assertThat(server.requests()).isEmpty();
  }

  @Test
  void refusesACheckpointItDoesNotKnow() {
    delivery.checkpoint = "9 online x";
    assertThat(open()).isInstanceOf(Refused.class);
    delivery.checkpoint = "1 offline AAAA";
    assertThat(open()).isInstanceOf(Refused.class);
  }
}
