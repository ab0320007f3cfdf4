package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.recorder.Notices;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.DynamicType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameworkFitTest {

  private static final TypeDescription TRAINER = type("ai.djl.training.Trainer");
  private static final TypeDescription BLOCK = type("ai.djl.nn.AbstractBaseBlock");

  @TempDir private Path dir;

  private final List<String> said = new ArrayList<>();
  private final FrameworkFit fit = new FrameworkFit(new Notices(said::add));

  @ParameterizedTest
  @ValueSource(strings = {"0.28.0", "0.36.0", "0.100.0", "1.0.0-alpha1", "of tomorrow", ""})
  void takesWhatIsNotKnownToBeOlder(String version) throws IOException {
    assertThat(fit.fits(loader(version), TRAINER, List.of())).isTrue();
    assertThat(said).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.27.0", "0.9.1", "0.28.0-SNAPSHOT"})
  void refusesWhatIsOlderWithOneLineForEachCopy(String version) throws IOException {
    ClassLoader loader = loader(version);
    assertThat(fit.fits(loader, TRAINER, List.of())).isFalse();
    assertThat(fit.fits(loader, BLOCK, List.of())).isFalse();
    assertThat(fit.isRefused(Framework.DJL, loader)).isTrue();
    assertThat(said)
        .containsExactly(
            "DJL "
                + version
                + " is older than 0.28.0, the oldest that the agent records; its training is not"
                + " recorded by the agent");
    ClassLoader other = loader("0.28.0");
    assertThat(fit.isRefused(Framework.DJL, other)).isFalse();
    assertThat(fit.fits(other, TRAINER, List.of())).isTrue();
  }

  @Test
  void refusesAllOfACopyThatLacksAMethod() throws IOException {
    ClassLoader loader = loader("0.99.0");
    assertThat(fit.fits(loader, BLOCK, List.of())).isTrue();
    assertThat(fit.fits(loader, TRAINER, Hook.in("ai/djl/training/Trainer"))).isFalse();
    assertThat(fit.fits(loader, BLOCK, List.of())).isFalse();
    assertThat(said).hasSize(1).first().asString().contains("has no method", "DJL 0.99.0");
  }

  @Test
  void takesAFrameworkThatDoesNotSayItsVersion() throws IOException {
    assertThat(fit.fits(null, TRAINER, List.of())).isTrue();
    assertThat(fit.fits(loader(null), TRAINER, List.of())).isTrue();
  }

  /** Files are asked of the parent first, be it a loader that asks it last for classes. */
  @Test
  void looksAtTheCopyThatTheLoaderItselfHas() throws IOException {
    ClassLoader parent = loader("0.36.0");
    assertThat(fit.fits(loader("0.27.0", parent), TRAINER, List.of())).isFalse();
    assertThat(said).hasSize(1).first().asString().startsWith("DJL 0.27.0 is older");
    assertThat(fit.fits(parent, TRAINER, List.of())).isTrue();
    assertThat(fit.fits(loader("0.35.1", loader("0.27.0")), TRAINER, List.of())).isTrue();
    assertThat(fit.fits(loader(null, loader("0.27.0")), TRAINER, List.of())).isFalse();
  }

  private static TypeDescription type(String name) {
    try (DynamicType.Unloaded<?> made = new ByteBuddy().subclass(Object.class).name(name).make()) {
      return made.getTypeDescription();
    }
  }

  /** A loader whose DJL has a version, or does not say which. */
  private ClassLoader loader(@Nullable String version) throws IOException {
    return loader(version, null);
  }

  private ClassLoader loader(@Nullable String version, @Nullable ClassLoader parent)
      throws IOException {
    Path folder = Files.createTempDirectory(dir, "djl");
    if (version != null) {
      Path file = folder.resolve(Framework.DJL.versionFile());
      Files.createDirectories(file.getParent());
      Files.writeString(file, "djl_version=" + version);
    }
    return new URLClassLoader(new URL[] {folder.toUri().toURL()}, parent);
  }
}
