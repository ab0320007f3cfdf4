package io.stepscope.tracker.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stepscope.event.EventKind;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardTrackerProviderTest {
  private final TensorBoardTrackerProvider provider = new TensorBoardTrackerProvider();

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  @Test
  void takesEveryKind() {
    assertThat(provider.capabilities().kinds()).containsExactlyInAnyOrder(EventKind.values());
  }

  @Test
  void writesBelowTheConfiguredFolderUnderTheIdOfTheRun() throws IOException {
    TrackerSettings settings =
        new TrackerSettings("otter", folder.resolve("runs/otter"), Map.of("dir", folder + "/tb"));
    try (Tracker tracker = provider.create(settings)) {
      Delivery.delivered(tracker.open(null));
      Delivery.delivered(tracker.deliver(new Recorded().started(false).events));
    }

    assertThat(EventFiles.in(folder.resolve("tb/otter"))).hasSize(1);
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void namesAFolderThatIsNoPath() {
    TrackerSettings settings = new TrackerSettings("otter", folder, Map.of("dir", "a\0b"));

    assertThatThrownBy(() -> provider.create(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("tensorboard.dir=a");
  }
}
