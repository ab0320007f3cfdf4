package io.stepscope.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.folder.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CursorLockTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void isGivenToOneAtATime() throws IOException {
    RunFolder run = new RunFolder(folder);
    CursorLock first = Objects.requireNonNull(CursorLock.attempt(run, "fake").lock());

    assertThat(CursorLock.attempt(run, "fake").lock()).isNull();
    assertThat(CursorLock.attempt(run, "fake").holder()).isEqualTo("this process");
    first.close();
    try (CursorLock second = CursorLock.attempt(run, "fake").lock()) {
      assertThat(second).isNotNull();
      // Closing twice does not take it away from the next.
      first.close();
      assertThat(CursorLock.attempt(run, "fake").lock()).isNull();
    }
  }

  @Test
  void isOneForEveryTracker() throws IOException {
    RunFolder run = new RunFolder(folder);
    try (CursorLock one = CursorLock.attempt(run, "one").lock();
        CursorLock other = CursorLock.attempt(run, "other").lock()) {
      assertThat(one).isNotNull();
      assertThat(other).isNotNull();
    }
  }

  @Test
  void namesItsHolderInTheFile() throws IOException {
    RunFolder run = new RunFolder(folder);
    try (CursorLock lock = CursorLock.attempt(run, "fake").lock()) {
      assertThat(lock).isNotNull();
      String pid = Long.toString(ProcessHandle.current().pid());
      assertThat(Files.size(run.cursors().resolve("fake.lock"))).isGreaterThan(pid.length());
    }
  }
}
