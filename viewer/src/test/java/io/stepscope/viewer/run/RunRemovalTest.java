package io.stepscope.viewer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.stepscope.Run;
import io.stepscope.folder.RunFolder;
import io.stepscope.viewer.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RunRemovalTest {
  @TempDir private Path dir;

  @Test
  void removesTheWholeFolderAndNothingElse() throws IOException {
    Recorded.run(dir, "a", "", run -> {});
    Recorded.run(dir, "b", "", run -> {});
    assertThat(RunRemoval.bytes(new RunFolder(dir.resolve("a")))).isPositive();
    assertThat(RunRemoval.remove(new RunFolder(dir.resolve("a")))).isTrue();
    assertThat(dir).isDirectoryNotContaining(path -> path.endsWith("a"));
    assertThat(dir.resolve("b/journal")).exists();
  }

  @Test
  void touchesNothingOfARunThatIsBeingRecorded() throws IOException {
    try (Run run = Recorded.start(dir, "a", "")) {
      run.scalar("train/loss", 0, 1.0);
      assertThat(RunRemoval.remove(new RunFolder(dir.resolve("a")))).isFalse();
      assertThat(dir.resolve("a/journal/0")).isNotEmptyDirectory();
    }
    assertThat(RunRemoval.remove(new RunFolder(dir.resolve("a")))).isTrue();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
  void doesNotFollowLinks() throws IOException {
    Recorded.run(dir, "a", "", run -> {});
    Path precious = Files.createDirectory(dir.resolve("precious"));
    Files.writeString(precious.resolve("file"), "kept");
    Files.createSymbolicLink(dir.resolve("a/link"), precious);
    assertThat(RunRemoval.remove(new RunFolder(dir.resolve("a")))).isTrue();
    assertThat(precious.resolve("file")).hasContent("kept");
  }

  @Test
  void aRunThatWasRemovedByHalfIsStillListed() throws IOException {
    Recorded.run(dir, "a", "", run -> {});
    Path stuck = Files.createDirectories(dir.resolve("a/artifacts/stuck"));
    Files.writeString(stuck.resolve("file"), "x");
    assertThat(stuck.toFile().setWritable(false)).isTrue();
    assumeFalse(Files.isWritable(stuck), "this user may remove whatever it likes");
    assertThatThrownBy(() -> RunRemoval.remove(new RunFolder(dir.resolve("a"))))
        .isInstanceOf(IOException.class);
    assertThat(RunFolder.list(dir)).extracting(RunFolder::id).containsExactly("a");
    assertThat(stuck.toFile().setWritable(true)).isTrue();
  }
}
