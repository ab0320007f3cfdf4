package io.stepscope.tracker.wandb;

import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import io.stepscope.tracker.fakes.FakeServer;
import io.stepscope.tracker.testkit.HeldScalar;
import io.stepscope.tracker.testkit.TrackerConformanceTest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

class WandbOnlineConformanceTest extends TrackerConformanceTest {
  private final FakeWandb wandb;
  private final FakeServer server;

  /** Before the kit asks for the keys. */
  WandbOnlineConformanceTest() throws IOException {
    FakeServer[] started = new FakeServer[1];
    wandb = new FakeWandb(() -> started[0].uri());
    server = new FakeServer(wandb);
    started[0] = server;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Override
  protected TrackerProvider provider() {
    return new WandbTrackerProvider(Map.of("WANDB_API_KEY", FakeWandb.KEY), folder);
  }

  @Override
  protected Map<String, String> keys() {
    return Map.of("base_url", server.uri().toString(), "mode", "online");
  }

  @Override
  protected List<HeldScalar> scalars(TrackerSettings settings) throws IOException {
    return WandbOfflineConformanceTest.numbers(wandb.run(settings.run()).history());
  }
}
