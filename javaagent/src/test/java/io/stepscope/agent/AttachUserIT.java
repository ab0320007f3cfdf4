package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stepscope.agent.Forked.Started;
import io.stepscope.launcher.TestJdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attaching to a program of somebody else. */
class AttachUserIT {

  private static final Path AS_USER = Path.of("/usr/bin/setpriv");

  @TempDir private Path dir;

  static Stream<TestJdk> jdks() {
    return TestJdk.all().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void saysWhoseTheProcessIs(TestJdk jdk) throws Exception {
    assumeTrue(
        "root".equals(System.getProperty("user.name")) && Files.isExecutable(AS_USER),
        "only root can be another user, by " + AS_USER);
    Started theirs =
        Forked.on(jdk, dir)
            .start(
                "-cp",
                Forked.CLASSES.toString(),
                "io.stepscope.agent.program.ExitProgram",
                "waits");
    Path open = Files.createTempDirectory("stepscope-test");
    try {
      theirs.awaitLine("waits");
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
      Path jar = Files.copy(Forked.JAR, open.resolve("stepscope.jar"));
      Forked client =
          new Forked(
              AS_USER,
              dir,
              List.of(
                  "--reuid=65534",
                  "--regid=65534",
                  "--clear-groups",
                  jdk.java().toString(),
                  "-jar",
                  jar.toString()));
      String pid = Long.toString(theirs.process().pid());
      assertThat(client.run("attach", pid).assertCode(1).err())
          .isEqualTo(
              "stepscope: process " + pid + " belongs to user root; run attach as that user\n");
      assertThat(theirs.process().isAlive()).isTrue();
    } finally {
      theirs.process().destroyForcibly();
      Files.deleteIfExists(open.resolve("stepscope.jar"));
      Files.delete(open);
    }
  }
}
