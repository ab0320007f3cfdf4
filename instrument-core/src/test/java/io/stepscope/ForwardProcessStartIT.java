package io.stepscope;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose process that forwards does not come up, as seen from outside. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "what is started in its place is a shell script")
class ForwardProcessStartIT {

  @TempDir private Path dir;

  @Test
  void threadsForwardWhenItDiesAtOnce() throws Exception {
    String said = record("head -c 4 > /dev/null; exit 3", true);

    assertThat(said)
        .contains("it ended with exit value 3; forwarding on threads instead")
        .contains("not all trackers have everything yet")
        .doesNotContain("a process of its own");
    assertThat(runFile("cursors/hanging")).as("the cursor of a forwarder").exists();
    assertThat(runFile("run.json")).content().contains("stepscope/failures/the process that");
  }

  @Test
  void threadsForwardWhenThereIsNothingToStart() throws Exception {
    String said = record("", true);

    assertThat(said)
        .contains("it cannot be started: there is no ")
        .contains("forwarding on threads instead");
    assertThat(runFile("cursors/hanging")).exists();
  }

  @Test
  void theEndOfARunWaitsNotLongForOneThatNeverBegins() throws Exception {
    String said = record("exec cat > /dev/null", false);

    assertThat(said)
        .contains("not all trackers have everything yet")
        .doesNotContain("a process of its own");
  }

  /**
   * Records a run that is to be forwarded by a process whose Java is a shell script; returns what
   * was said on standard error.
   */
  private String record(String script, boolean onThreads) throws IOException, InterruptedException {
    Path home = Files.createDirectories(dir.resolve("java"));
    // Where the program itself goes on to find what belongs to Java.
    Path real = Path.of(System.getProperty("java.home"));
    Files.createSymbolicLink(home.resolve("lib"), real.resolve("lib"));
    Files.createSymbolicLink(home.resolve("conf"), real.resolve("conf"));
    if (!script.isEmpty()) {
      Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
      Files.writeString(java, "#!/bin/sh\n" + script + "\n");
      Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Path err = dir.resolve("err");
    Process process =
        new ProcessBuilder(
                real.resolve("bin").resolve("java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dstepscope.dir=" + dir.resolve("runs"),
                "-Dstepscope.trackers=hanging",
                "-Dstepscope.forward=process",
                Program.class.getName(),
                home.toString(),
                Boolean.toString(onThreads))
            .redirectError(err.toFile())
            .start();
    // Bounded so that a hang fails the test.
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("process ended").isTrue();
    Files.delete(home.resolve("lib"));
    Files.delete(home.resolve("conf"));
    String said = Files.readString(err);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private Path runFile(String name) {
    return dir.resolve("runs/otter").resolve(name);
  }

  /** A training. Arguments: the home of the Java that is to forward, whether threads will. */
  static final class Program {
    public static void main(String[] args) {
      System.setProperty("java.home", args[0]);
      Run run = Run.builder().id("otter").start();
      for (int step = 0; step < 1_000; step++) {
        run.scalar("train/loss", step, 1.0 / (step + 1));
      }
      Path cursor = run.folder().resolve("cursors/hanging");
      // What is to be seen in the summary has to be counted before the run ends.
      while (Boolean.parseBoolean(args[1]) && !Files.exists(cursor)) {
        Thread.onSpinWait();
      }
      run.close();
    }
  }
}
