package io.stepscope.tracker.wandb;

import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import io.stepscope.tracker.testkit.HeldScalar;
import io.stepscope.tracker.testkit.TrackerConformanceTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class WandbOfflineConformanceTest extends TrackerConformanceTest {

  @Override
  protected TrackerProvider provider() {
    return new WandbTrackerProvider(Map.of(), folder);
  }

  @Override
  protected Map<String, String> keys() {
    return Map.of("dir", folder.resolve("wandb").toString(), "mode", "offline");
  }

  @Override
  protected List<HeldScalar> scalars(TrackerSettings settings) throws IOException {
    return numbers(LoggedRun.read(LogReader.file(folder.resolve("wandb"))).history);
  }

  /** The numbers in lines of history. */
  static List<HeldScalar> numbers(List<Map<String, String>> history) {
    List<HeldScalar> numbers = new ArrayList<>();
    for (Map<String, String> line : history) {
      long step = Long.parseLong(line.getOrDefault("_step", ""));
      line.forEach(
          (key, json) -> {
            if (json.matches("\"?(NaN|-?Infinity)\"?|[-0-9].*")) {
              numbers.add(new HeldScalar(key, step, Double.parseDouble(json.replace("\"", ""))));
            }
          });
    }
    return numbers;
  }
}
