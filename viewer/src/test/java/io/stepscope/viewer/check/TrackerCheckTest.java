package io.stepscope.viewer.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.tracker.Capabilities;
import io.stepscope.tracker.Finding;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrackerCheckTest {

  @Test
  void waitsForNoTrackerThatHangsAndKeepsWhatItSaid() throws InterruptedException {
    Examination examination =
        examined(
            (settings, findings) -> {
              findings.accept(Finding.ok("server", "is there"));
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    assertThat(examination.findings())
        .extracting(Finding::grade, Finding::subject)
        .containsExactly(tuple(Finding.Grade.OK, "server"), tuple(Finding.Grade.PROBLEM, "answer"));
  }

  @Test
  void survivesADefectOfATracker() throws InterruptedException {
    Examination examination =
        examined(
            (settings, findings) -> {
              throw new IllegalStateException("password=hidden");
            });
    assertThat(examination.hasProblem()).isTrue();
    assertThat(examination.findings().get(0).state())
        .isEqualTo("failed with java.lang.IllegalStateException");
  }

  @Test
  void saysWhatIsWrongWithSettings() throws InterruptedException {
    Examination examination =
        examined(
            (settings, findings) -> {
              throw new IllegalArgumentException("x.port=a is no number");
            });
    assertThat(examination.findings())
        .containsExactly(Finding.problem("settings", "x.port=a is no number", "correct them"));
  }

  @Test
  void needsNothingOfATrackerThatHasNoChecks() throws InterruptedException {
    assertThat(examined(null).findings())
        .containsExactly(
            Finding.ok("settings", "can be used"), Finding.ok("delivery", "1,000 events at once"));
  }

  private static Examination examined(@Nullable Diagnosis diagnosis) throws InterruptedException {
    return new TrackerCheck(Path.of("runs"), Duration.ofMillis(500))
        .of(List.of(new ConfiguredTracker(new Provider(diagnosis), Map.of())))
        .get(0);
  }

  private interface Diagnosis {
    void run(TrackerSettings settings, Consumer<Finding> findings);
  }

  private record Provider(@Nullable Diagnosis diagnosis) implements TrackerProvider {
    @Override
    public String name() {
      return "x";
    }

    @Override
    public Capabilities capabilities() {
      return Capabilities.everything(1_000);
    }

    @Override
    public Tracker create(TrackerSettings settings) {
      return new NoTracker();
    }

    @Override
    public void diagnose(TrackerSettings settings, Consumer<Finding> findings) {
      if (diagnosis == null) {
        TrackerProvider.super.diagnose(settings, findings);
      } else {
        diagnosis.run(settings, findings);
      }
    }
  }
}
