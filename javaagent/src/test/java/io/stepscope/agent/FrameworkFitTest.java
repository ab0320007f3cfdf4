package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.recorder.Notices;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.DynamicType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameworkFitTest {

  private static final TypeDescription TRAINER = type("ai.djl.training.Trainer");
  private static final TypeDescription BLOCK = type("ai.djl.nn.AbstractBaseBlock");

  private final List<String> said = new ArrayList<>();
  private final FrameworkFit fit = new FrameworkFit(new Notices(said::add));

  @ParameterizedTest
  @ValueSource(strings = {"0.28.0", "0.36.0", "0.100.0", "1.0.0-alpha1", "of tomorrow", ""})
  void takesWhatIsNotKnownToBeOlder(String version) {
    assertThat(fit.fits(new Loader(version), TRAINER, List.of())).isTrue();
    assertThat(said).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.27.0", "0.9.1", "0.28.0-SNAPSHOT"})
  void refusesWhatIsOlderWithOneLineForEachCopy(String version) {
    Loader loader = new Loader(version);
    assertThat(fit.fits(loader, TRAINER, List.of())).isFalse();
    assertThat(fit.fits(loader, BLOCK, List.of())).isFalse();
    assertThat(fit.isRefused(Framework.DJL, loader)).isTrue();
    assertThat(said)
        .containsExactly(
            "DJL "
                + version
                + " is older than 0.28.0, the oldest that the agent records; its training is not"
                + " recorded by the agent");
    Loader other = new Loader("0.28.0");
    assertThat(fit.isRefused(Framework.DJL, other)).isFalse();
    assertThat(fit.fits(other, TRAINER, List.of())).isTrue();
  }

  @Test
  void refusesAllOfACopyThatLacksAMethod() {
    Loader loader = new Loader("0.99.0");
    assertThat(fit.fits(loader, BLOCK, List.of())).isTrue();
    assertThat(fit.fits(loader, TRAINER, Hook.in("ai/djl/training/Trainer"))).isFalse();
    assertThat(fit.fits(loader, BLOCK, List.of())).isFalse();
    assertThat(said).hasSize(1).first().asString().contains("has no method", "DJL 0.99.0");
  }

  @Test
  void takesAFrameworkThatDoesNotSayItsVersion() {
    assertThat(fit.fits(null, TRAINER, List.of())).isTrue();
    assertThat(fit.fits(new Loader(null), TRAINER, List.of())).isTrue();
  }

  private static TypeDescription type(String name) {
    try (DynamicType.Unloaded<?> made = new ByteBuddy().subclass(Object.class).name(name).make()) {
      return made.getTypeDescription();
    }
  }

  /** A loader whose DJL has a version, or does not say which. */
  private static final class Loader extends ClassLoader {
    private final @Nullable String version;

    Loader(@Nullable String version) {
      super(null);
      this.version = version;
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
      return version == null || !name.equals(Framework.DJL.versionFile())
          ? null
          : new ByteArrayInputStream(
              ("djl_version=" + version).getBytes(StandardCharsets.ISO_8859_1));
    }
  }
}
