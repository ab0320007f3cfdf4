package io.stepscope.tracker.tensorboard;

import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import io.stepscope.tracker.testkit.HeldScalar;
import io.stepscope.tracker.testkit.TrackerConformanceTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class TensorBoardConformanceTest extends TrackerConformanceTest {

  @Override
  protected TrackerProvider provider() {
    return new TensorBoardTrackerProvider();
  }

  @Override
  protected Map<String, String> keys() {
    return Map.of("dir", folder.resolve("boards").toString());
  }

  @Override
  protected List<HeldScalar> scalars(TrackerSettings settings) throws IOException {
    Path run = folder.resolve("boards").resolve(settings.run());
    return EventFiles.values(run).stream()
        .filter(EventFiles.Value::isScalar)
        .map(value -> new HeldScalar(value.tag(), value.step(), value.scalar()))
        .toList();
  }

  @Override
  protected double held(double value) {
    return (float) value;
  }
}
