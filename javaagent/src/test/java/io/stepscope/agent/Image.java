package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stepscope.launcher.TestJdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A Java that has only the modules it is made with. */
final class Image {

  private Image() {}

  /** Makes one with {@code java.base} and what every agent needs; returns its launcher. */
  static Path of(TestJdk jdk, Path dir) throws Exception {
    Path jlink = jdk.home().resolve("bin").resolve("jlink");
    assumeTrue(Files.isExecutable(jlink), jdk + " has no jlink");
    Path image = dir.resolve("image");
    Path log = dir.resolve("jlink.log");
    Process process =
        new ProcessBuilder(
                jlink.toString(),
                "--add-modules",
                "java.base,java.instrument",
                "--output",
                image.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    return image.resolve("bin").resolve("java");
  }
}
