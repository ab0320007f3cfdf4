package io.stepscope.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactStoreTest {

  @TempDir private Path dir;

  @Test
  void keepsTheSameBytesOnceUnderTheirSha256() throws IOException {
    RunFolder run = new RunFolder(dir.resolve("run"));
    ArtifactStore store = new ArtifactStore(run);
    Path first = Files.writeString(dir.resolve("a.txt"), "abc");
    Path second = Files.writeString(dir.resolve("b.txt"), "abc");

    ArtifactStore.Stored stored = store.store(first);

    // The SHA-256 of "abc" as FIPS 180-2 prints it.
    assertThat(stored.sha256())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(stored.bytes()).isEqualTo(3);
    assertThat(store.store(second)).isEqualTo(stored);
    assertThat(run.artifacts()).isDirectoryNotContaining("glob:**.incoming*");
    assertThat(run.artifacts().resolve(stored.sha256())).hasContent("abc");
  }

  @Test
  void aFileThatIsNotThereLeavesNothingBehind() {
    RunFolder run = new RunFolder(dir.resolve("run"));

    assertThatThrownBy(() -> new ArtifactStore(run).store(dir.resolve("missing")))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(run.artifacts()).doesNotExist();
  }
}
