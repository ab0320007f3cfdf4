package io.stepscope.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stepscope.event.ConsoleLine;
import io.stepscope.event.ConsoleLine.Stream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs in processes of their own, with the console recorded and without. */
class ConsoleIT {

  @TempDir private Path dir;

  @Test
  void bytesAndExitCodeAreTheSameAsWithout() throws Exception {
    Ended with = run("bytes");
    Ended without = run("bytes", "-Dstepscope.console=off");
    Ended never = run("bytes", "-Dstepscope.enabled=off");

    assertThat(with.exitCode).isEqualTo(3).isEqualTo(never.exitCode);
    assertThat(with.out).hasSizeGreaterThan(1 << 20).isEqualTo(never.out);
    assertThat(with.err).isEqualTo(without.err);
    assertThat(without.lines()).isEmpty();
    assertThat(with.texts(Stream.STDOUT))
        .startsWith(
            "größer 損失", "x".repeat(LineCut.LONGEST) + "… [1040384 characters more]", "windows")
        .endsWith("no end");
    assertThat(with.texts(Stream.STDERR)).containsExactly("損", "epoch 1: 100%", "half of a lin");
  }

  @Test
  void theCharsetOfTheStreamIsKept() throws Exception {
    String[] latin = {"-Dsun.stdout.encoding=ISO-8859-1", "-Dstdout.encoding=ISO-8859-1"};
    Ended with = run("bytes", latin);
    Ended never = run("bytes", latin[0], latin[1], "-Dstepscope.enabled=off");

    assertThat(with.out).isEqualTo(never.out);
    assertThat(new String(with.out, ISO_8859_1)).startsWith("größer ??");
    assertThat(with.texts(Stream.STDOUT)).startsWith("größer 損失");
  }

  @Test
  void threadsThatPrintAtOnceKeepTheirLinesWhole() throws Exception {
    Ended with = run("threads");
    Ended never = run("threads", "-Dstepscope.enabled=off");

    assertThat(with.outLines()).containsExactlyInAnyOrderElementsOf(never.outLines());
    assertThat(with.texts(Stream.STDOUT)).containsExactlyElementsOf(with.outLines());
  }

  @Test
  void whatWasPrintedBeforeTheProcessWasHaltedIsRecorded() throws Exception {
    Ended ended = run("halt");

    assertThat(ended.exitCode).isEqualTo(9);
    assertThat(ended.texts(Stream.STDOUT)).containsExactly("one", "two");
    assertThat(ended.outLines()).containsExactly("one", "two", "begun");
  }

  @Test
  void anExitRecordsWhatHasNotEndedAndTheStepOfEachLine() throws Exception {
    Ended ended = run("loop");

    assertThat(ended.lines())
        .extracting(line -> line.stamp().step() + " " + line.text())
        .containsExactly("-1 begin", "0 step 0", "1 step 1", "2 step 2", "2 begun");
    assertThat(new String(ended.out, UTF_8)).endsWith("begun");
  }

  @Test
  void aLoggerThatKeptTheStreamBeforeTheRunIsMissedUnlessWeWereThereBefore() throws Exception {
    assertThat(run("logger").texts(Stream.STDERR)).containsExactly("INFO: made later");
    assertThat(run("logger-early").texts(Stream.STDERR))
        .containsExactly("INFO: made before", "INFO: made later");
    assertThat(run("logger").err).asString().contains("INFO: made before", "INFO: made later");
  }

  @Test
  void aFullDiskLeavesPrintingUnharmed() throws Exception {
    Path disk = Files.createDirectory(dir.resolve("disk"));
    assumeTrue(
        command("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString()),
        "skipped: mounting a small file system needs root on Linux");
    try {
      Ended with = run("flood", "-Dstepscope.dir=" + disk.resolve("runs"));
      Ended never = run("flood", "-Dstepscope.enabled=off");
      assertThat(with.exitCode).isZero();
      assertThat(with.out).isEqualTo(never.out);
      assertThat(with.err).asString().contains("events are not in it", "console=");
    } finally {
      command("umount", "-l", disk.toString());
    }
  }

  private Ended run(String mode, String... options) throws Exception {
    Path folder = Files.createTempDirectory(dir, mode);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of("-Dfile.encoding=UTF-8", "-Dstepscope.trackers=", "-Dstepscope.progress=off"));
    command.addAll(List.of(options));
    command.addAll(List.of(PrintingProgram.class.getName(), mode));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("process ended").isTrue();
    return new Ended(
        process.exitValue(),
        Files.readAllBytes(folder.resolve("out")),
        // Without the name of a folder that is another one each time.
        Files.readString(folder.resolve("err"), ISO_8859_1)
            .replace(folder.toString(), "")
            .getBytes(ISO_8859_1),
        folder.resolve("runs/r/journal/0"));
  }

  private static boolean command(String... command) throws Exception {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private record Ended(int exitCode, byte[] out, byte[] err, Path journal) {

    List<ConsoleLine> lines() throws IOException {
      return CapturedRun.linesIn(journal);
    }

    List<String> texts(Stream stream) throws IOException {
      return lines().stream()
          .filter(line -> line.stream() == stream)
          .map(ConsoleLine::text)
          .toList();
    }

    List<String> outLines() {
      return new String(out, UTF_8).lines().toList();
    }
  }
}
