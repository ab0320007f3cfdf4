package io.stepscope.tracker.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardTrackerTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  @Test
  void writesScalarsInOrder() throws IOException {
    Delivery.of(new Recorded().started(false).scalar("loss", 0, 2).scalar("loss", 1, 1), folder);

    assertThat(EventFiles.values(folder, "loss"))
        .extracting(EventFiles.Value::step, EventFiles.Value::scalar)
        .containsExactly(tuple(0L, 2f), tuple(1L, 1f));
  }

  @Test
  void writesEverything() throws IOException {
    String dir = System.getProperty("stepscope.everything");
    Path to = dir == null ? folder : Path.of(dir);
    Delivery.of(Recorded.everything(), to);
    assertThat(EventFiles.in(to)).hasSize(2);
    assertThat(EventFiles.values(to)).hasSizeGreaterThan(30);
  }
}
