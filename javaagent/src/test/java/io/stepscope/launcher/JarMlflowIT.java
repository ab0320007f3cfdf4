package io.stepscope.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.Run;
import io.stepscope.tracker.fakes.FakeServer;
import io.stepscope.tracker.mlflow.FakeMlflow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run reaches MLflow through the jar as users get it, and the key stays where it was. */
class JarMlflowIT {
  private static final Path JAR = Path.of("target", "stepscope.jar");
  private static final String SECRET = "pl4nted-s3cret-0f-mlflow";

  @TempDir private Path dir;

  @Test
  void deliversARunThatWasRecordedWithoutIt() throws Exception {
    try (Run run =
        Run.builder().dir(dir).id("r1").set("trackers", "").set("progress", "off").start()) {
      for (int step = 0; step < 3; step++) {
        run.scalar("train/loss", step, 1f / (1 << step));
        run.stepComplete(step);
      }
    }
    FakeMlflow mlflow = new FakeMlflow().asking("Bearer " + SECRET);
    try (FakeServer server = new FakeServer(mlflow)) {
      Path out = dir.resolve("out");
      ProcessBuilder sync =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-jar",
              JAR.toString(),
              "sync",
              "r1",
              "--to",
              "mlflow",
              "--dir",
              dir.toString());
      sync.environment().put("MLFLOW_TRACKING_URI", server.uri().toString());
      sync.environment().put("MLFLOW_TRACKING_TOKEN", SECRET);
      Process process = sync.redirectErrorStream(true).redirectOutput(out.toFile()).start();

      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(out)).containsPattern("mlflow +(complete|up to date)");
      assertThat(process.exitValue()).isZero();
      assertThat(mlflow.points()).isGreaterThanOrEqualTo(3);
    }
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(SECRET);
      }
    }
  }

  @Test
  void holdsItsJsonReaderUnderAnotherName() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      List<String> names = jar.stream().map(JarEntry::getName).toList();
      assertThat(names).noneMatch(name -> name.contains("com/fasterxml"));
      assertThat(names).contains("isolated/io/stepscope/shaded/jackson/core/JsonFactory.classdata");
      long bytes =
          jar.stream()
              .filter(entry -> entry.getName().startsWith("isolated/io/stepscope/shaded/"))
              .mapToLong(JarEntry::getCompressedSize)
              .sum();
      System.out.printf("of it Jackson: %,d bytes%n", bytes);
      assertThat(bytes).isLessThan(1 << 20);
    }
  }
}
