package io.stepscope.tracker.mlflow;

import io.stepscope.event.Stamp;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import io.stepscope.tracker.fakes.FakeServer;
import io.stepscope.tracker.testkit.HeldScalar;
import io.stepscope.tracker.testkit.TrackerConformanceTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

class MlflowConformanceTest extends TrackerConformanceTest {
  private final FakeMlflow mlflow = new FakeMlflow();
  private final FakeServer server;

  MlflowConformanceTest() throws IOException {
    server = new FakeServer(mlflow);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Override
  protected TrackerProvider provider() {
    return new MlflowTrackerProvider(Map.of());
  }

  @Override
  protected Map<String, String> keys() {
    return Map.of("uri", server.uri().toString());
  }

  @Override
  protected List<HeldScalar> scalars(TrackerSettings settings) {
    return server.between(
        () -> {
          List<HeldScalar> held = new ArrayList<>();
          mlflow
              .run()
              .metrics
              .forEach(
                  (key, points) ->
                      points.forEach(
                          point -> held.add(new HeldScalar(key, point.step(), point.value()))));
          return held;
        });
  }

  @Override
  protected String held(String name) {
    Stamp stamp = new Stamp("r", 0, 0, 0, 0, 0);
    return new SeriesKeys().of(stamp, name).key();
  }

  @Override
  protected double held(double value) {
    return value == 0 ? 0.0 : value;
  }
}
