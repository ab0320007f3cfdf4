package io.stepscope.tracker.mlflow;

import static io.stepscope.tracker.testkit.KilledForwarders.KILLS;
import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.folder.RunFolder;
import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.forward.ForwardStatus;
import io.stepscope.tracker.fakes.FakeServer;
import io.stepscope.tracker.fakes.FaultPlan;
import io.stepscope.tracker.testkit.ForwarderProgram;
import io.stepscope.tracker.testkit.KilledForwarders;
import io.stepscope.tracker.testkit.Storm;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run is forwarded to a server that fails at every tenth request, in every way that it can, and
 * is restarted; the process that forwards is killed again and again. In the end the server holds
 * exactly what a server holds with which nothing went wrong.
 */
class MlflowStormIT {
  private static final int STEPS = 60 * KILLS;

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  private Path folder;

  @Test
  void everythingIsThereOnceInTheEnd() throws Exception {
    List<Event> events = Recording.everything(STEPS).events;
    FakeMlflow stormy = new FakeMlflow();
    FakeMlflow calm = new FakeMlflow();
    try (FakeServer server = new FakeServer(stormy);
        FakeServer calmServer = new FakeServer(calm)) {
      RunFolder calmRun = recorded("calm", events);
      assertThat(ForwarderProgram.forward(calmRun, tracker(calmServer)))
          .matches(ForwardStatus::hasEverything);
      RunFolder run = recorded("stormy", events);
      KilledForwarders forwarders = new KilledForwarders(run, "mlflow", keys(server), Map.of());
      new Storm(server, 11).kill(forwarders, KILLS, 2, 25);
      assertThat(ForwarderProgram.forwardAll(run, tracker(server)))
          .matches(ForwardStatus::hasEverything);

      server.failing(FaultPlan.none());
      assertThat(stormy.run().metrics).isEqualTo(calm.run().metrics);
      assertThat(stormy.run().metrics.get("train/loss")).hasSize(STEPS + 1);
      assertThat(stormy.run().repeated).as("metrics sent again").isPositive();
      assertThat(stormy.run().params).isEqualTo(calm.run().params);
      assertThat(withoutRun(stormy)).isEqualTo(withoutRun(calm));
      assertThat(stormy.run().status).isEqualTo("FINISHED");
      assertThat(stormy.files()).isEqualTo(calm.files());
    }
  }

  /** Tags but for our id of the run. */
  private static List<String> withoutRun(FakeMlflow mlflow) {
    return mlflow.run().tags.entrySet().stream()
        .filter(tag -> !tag.getKey().equals(RunCalls.OUR_ID))
        .map(tag -> tag.getKey() + '=' + tag.getValue())
        .toList();
  }

  private static Map<String, String> keys(FakeServer server) {
    return Map.of("uri", server.uri().toString(), "timeout", "0.5");
  }

  private static ConfiguredTracker tracker(FakeServer server) {
    return new ConfiguredTracker(new MlflowTrackerProvider(Map.of()), keys(server));
  }

  private RunFolder recorded(String name, List<Event> events) throws Exception {
    return KilledForwarders.recorded(folder.resolve(name).resolve(Serving.RUN), events);
  }
}
