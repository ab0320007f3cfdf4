package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.recorder.Notices;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Weaves the classes of the oldest and the newest DJL; also those of PyTorch's engine, which cannot
 * run without natives of its version.
 */
class DjlWeavingTest {

  @ParameterizedTest
  @ValueSource(strings = {"0.28.0", "0.36.0"})
  void weavesEveryClass(String version) throws Exception {
    List<String> said = new ArrayList<>();
    Notices notices = new Notices(said::add);
    Weaver weaver = new Weaver(notices, new FrameworkFit(notices));
    List<String> types =
        Stream.concat(Hook.types().stream(), Hook.lateTypes().stream())
            .filter(type -> type.startsWith("ai/djl/"))
            .toList();
    assertThat(types).hasSize(7);
    try (Stream<Path> jars = Files.list(Path.of("target", "djl", version));
        URLClassLoader loader =
            new URLClassLoader(
                jars.map(DjlWeavingTest::url).toArray(URL[]::new),
                ClassLoader.getPlatformClassLoader())) {
      for (String type : types) {
        try (InputStream in = loader.getResourceAsStream(type + ".class")) {
          assertThat(in).as(type).isNotNull();
          assertThat(weaver.transform(loader, type, null, null, in.readAllBytes()))
              .as(type)
              .isNotNull();
        }
      }
    }
    assertThat(said).isEmpty();
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
