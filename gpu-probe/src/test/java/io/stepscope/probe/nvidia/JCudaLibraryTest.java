package io.stepscope.probe.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How JCuda's native library gets into the process. */
class JCudaLibraryTest {
  @TempDir private Path dir;

  @Test
  void itIsLoadedFromAFolderOfItsOwnThatIsGoneAfterwards() throws Exception {
    StubLibrary cuda = CudaStub.script("devices 3");
    SharedLibrary.open(cuda.path());

    CudaCalls calls = JCudaLibrary.load(released(), List.of(dir.resolve("not there"), dir));

    int[] count = new int[1];
    assertThat(calls.init()).isZero();
    assertThat(calls.deviceCount(count)).isZero();
    assertThat(count[0]).isEqualTo(3);
    assertThat(dir).isEmptyDirectory();
    assertThat(calls.getClass().getClassLoader()).isNotSameAs(getClass().getClassLoader());
  }

  @Test
  void otherBytesAreNeverLoaded() throws Exception {
    byte[] changed = released();
    changed[changed.length / 2]++;

    assertThatThrownBy(() -> JCudaLibrary.load(changed, List.of(dir)))
        .isInstanceOf(UnavailableException.class)
        .hasMessage("JCuda's library is not the one that was released");
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void whereNothingCanBeWrittenIsSaid() throws Exception {
    Path file = Files.createFile(dir.resolve("a file"));

    assertThatThrownBy(() -> JCudaLibrary.load(released(), List.of(file)))
        .isInstanceOf(UnavailableException.class)
        .hasMessageStartingWith("JCuda cannot be loaded from " + file + ": ");
  }

  private static byte[] released() throws Exception {
    try (InputStream in =
        JCudaLibrary.class.getClassLoader().getResourceAsStream(JCudaLibrary.RESOURCE)) {
      assertThat(in).isNotNull();
      return in.readAllBytes();
    }
  }
}
