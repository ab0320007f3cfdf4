package io.stepscope.tracker.jsonl;

import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import io.stepscope.tracker.testkit.HeldScalar;
import io.stepscope.tracker.testkit.TrackerConformanceTest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class JsonlConformanceTest extends TrackerConformanceTest {
  // A string of JSON, and a number or one of the three strings for numbers that are not finite.
  private static final Pattern SCALAR =
      Pattern.compile(
          ".*\"type\":\"scalar\",\"name\":\"((?:[^\"\\\\]|\\\\.)*)\",\"step\":(\\d+),.*"
              + "\"value\":\"?([^\"]*?)\"?}");

  @Override
  protected TrackerProvider provider() {
    return new JsonlTrackerProvider();
  }

  @Override
  protected Map<String, String> keys() {
    return Map.of("dir", folder.resolve("lines").toString());
  }

  @Override
  protected List<HeldScalar> scalars(TrackerSettings settings) throws IOException {
    return Files.readAllLines(folder.resolve("lines").resolve(settings.run() + ".jsonl")).stream()
        .map(SCALAR::matcher)
        .filter(Matcher::matches)
        .map(
            line ->
                new HeldScalar(
                    line.group(1).replaceAll("\\\\(.)", "$1"),
                    Long.parseLong(line.group(2)),
                    Double.parseDouble(line.group(3))))
        .toList();
  }
}
