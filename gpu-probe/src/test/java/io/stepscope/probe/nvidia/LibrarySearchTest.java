package io.stepscope.probe.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere libraries are found by opening them")
class LibrarySearchTest {
  @TempDir private Path dir;

  @Test
  void findsWhereTheLoaderDoes() throws Exception {
    Path library = Files.createFile(dir.resolve("libfound.so.1"));

    assertThat(LibrarySearch.mayFind("libfound.so.1", "/nowhere:" + dir)).isTrue();
    assertThat(LibrarySearch.mayFind(library.toString(), null)).isTrue();
    assertThat(LibrarySearch.mayFind("libfound.so.1", null)).isFalse();
    assertThat(LibrarySearch.mayFind("libfound.so.1", "")).isFalse();
  }

  @Test
  void findsWhatTheSystemHasAndWhatIsLoaded() {
    assertThat(LibrarySearch.mayFind("libc.so.6")).isTrue();
    assertThat(LibrarySearch.mayFind("libjvm.so")).isTrue();
    assertThat(LibrarySearch.mayFind("libstepscope-no-such.so.1")).isFalse();
  }
}
